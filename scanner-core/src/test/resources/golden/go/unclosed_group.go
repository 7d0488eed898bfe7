package a

var (
	x int
}

func last() {}
