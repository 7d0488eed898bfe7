package a

type Cut struct {
	a int
	b func(x int