package a

func before() {
	x := "never closed
	y := `never
}
func no() {}