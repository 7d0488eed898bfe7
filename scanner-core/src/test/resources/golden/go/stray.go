package a
}
)
func stray() { ( [ }
type T struct { a int ]
) b int }
var )
const
func
type
func last() {}
