class lambdas {
    Runnable a = () -> {}, b = () -> { int x = 1; };
    java.util.function.BinaryOperator<Integer> add = (x, y) -> x + y;
    java.util.Comparator<String> reference = String::compareTo, construct = Foo<String>::new;
    Supplier<Object> anonymous = () -> new Object() {
        int inLambda;
    };

    int method(int kind) {
        return switch (kind) {
            case 1, 2 -> 3;
            case 4 -> {
                class InSwitch {}
                yield 5;
            }
            default -> throw new IllegalStateException("x");
        };
    }

    void old(Object o) {
        switch (o) {
            case Point(int x, var y) when x > 0 -> call(x);
            case String s -> {}
            default -> {}
        }
        call((a, b) -> { return a < b; }, c -> c, () -> () -> 1);
    }
}
