class unterminated {
    void before() {}

    String s = "never closed;
    int after;

    char c = 'x;
    void last() {
        /* never closed { }

         class No {}