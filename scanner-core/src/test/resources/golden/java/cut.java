class cut {
    int a;

    void m(int x, String