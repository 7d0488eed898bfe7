}
#endif
#else
class Stray
{
    int before;
    ] ) ;
    void M() { ( [ }
    int after;
}
}
class Second { void N() { if (x) } }
#if X
