@Deprecated(since = "1", forRemoval = false)
@interface annotations {
    String value() default "a;b{c}";

    Class<?>[] types() default {String.class, int[].class};

    Nested[] nested() default {@Nested(names = {"x", "y"}), @Nested};

    int LIMIT = 10;

    @interface Nested {
        String[] names() default {};
    }

    enum Level { LOW, @Deprecated HIGH }
}

@annotations(value = "class Fake { void no() {} }", types = {})
class Annotated<@Mark T> {
    @SuppressWarnings({"a", "b"}) private final @Mark int @Mark [] field = {1, 2};

    @java.lang.Deprecated
    public @Mark String method(@Mark(x = "(") final String a, @Mark int... rest) throws @Mark Exception {
        @SuppressWarnings("unused") int local = 1;
        for (@Mark String s : rest()) {}
        return a;
    }

    @Override @Mark() public native String toString();
}
