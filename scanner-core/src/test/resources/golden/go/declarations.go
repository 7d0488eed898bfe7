// Package golden: func no() {}
package golden

import "fmt"
import (
	"os"
	alias "strings"
)

const Single = 1
const A, B = 1, 2
const (
	First Kind = iota
	Second
	Third, Fourth = iota, "x;y"
	_
	Multi = 1 +
		2
)

var single int
var x, y = f(1, 2), func(a int) int { type InFunc struct{}; return a }
var (
	grouped map[string]struct{ a int } = nil
	text    = `
func no() {
}`
	literal = []Point{
		{1, 2},
		{X: 3},
	}
	function = func() {
		local := 1
	}
	_ Interface = (*Type)(nil)
)

type Kind int
type Alias = map[string][]int
type (
	Point struct {
		X, Y int `json:"x"`
		Name string
		*Embedded
		pkg.Other
		nested struct {
			inner int
		}
		callback func(a, b int) (c struct{ d int }, err error)
		_ [0]func()
	}
	Func func(a int) (b string, err error)
	Empty struct{}
	Interface interface {
		Method(a int) (b, c string)
		fmt.Stringer
		~int | ~string
		Other() interface{ Hidden() }
	}
	Chan chan<- int
)
type Generic[K comparable, V any] struct {
	items map[K]V
	List[K]
}
type Array [4]int
type One struct{ a int; b string }
type Constraint interface{ ~int | ~float64 }

func main() { fmt.Println("func no() {}", 'x', '\'', '{', "\"") }

func (r *Point) Receiver(a int) (b string) {
	type Local struct{ field int }
	var local = 1
	const localConst = 2
	type (
		Grouped int
	)
	switch v := a.(type) {
	case interface{ X() }:
	}
	func() { type Deep interface{ M() } }()
	if x := (Point{1, 2}); x.X > 0 {
	}
	for range make(chan struct{}) {
	}
	return
}

func (Generic[K, V]) Value(k K) V { var v V; return v }
func (_ *Generic[_, _]) Unnamed() {}
func Typed[T any, U interface{ ~[]T }](a T, f func(T) U) (r struct{ x int }, err error) { return }
func Assembly(a int) int
func Results() (func(int) string, interface{ M() }) { return nil, nil }
func ReturnsStruct() struct{ a int } { return struct{ a int }{1} }
func _() {}
func init() {}
func größe() {}

/* func comment() {} */ func afterComment() {}
