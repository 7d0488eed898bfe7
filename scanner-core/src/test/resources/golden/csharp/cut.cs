class Cut {
    int A { get; set; }
    void M(int x,
#if X
    int y) { $"""{a