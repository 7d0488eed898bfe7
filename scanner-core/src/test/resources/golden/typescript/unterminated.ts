class Unterminated {
    before = 1;
    text = "never closed;
    after = 2;
    method() {}
    template = `never ${closed
    more() {}
