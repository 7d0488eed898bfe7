}
)
class stray {
    int before;
    ] ) ;
    void m() { ( [ }
    int after;
}
}
class Second { void n() { if (x) } }
