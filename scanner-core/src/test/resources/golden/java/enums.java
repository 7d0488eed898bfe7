enum enums implements Runnable {
    PLAIN,
    @Deprecated
    ANNOTATED("a,b;c"),
    WITH_BODY(1, new int[] {2, 3}) {
        private int inBody = 1;

        @Override
        public void run() {
            class Local {}
        }
    },
    LAMBDA(x -> { int y = x; return y; }),
    LAST(new Object() {
        int inArgument;
    }),
    ;

    private static final enums[] VALUES = values();
    private final int field;

    enums(Object... o) {
        field = 1;
    }

    public void run() {}

    enum Short { A, B; }

    enum One { ONLY }

    enum None {}

    enum NoneButMembers {
        ;

        static void helper() {}
    }
}
