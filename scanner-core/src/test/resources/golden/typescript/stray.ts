}
)
class Stray {
    before = 1;
    ] ) ;
    m() { ( [ }
    after = 2;
}
}
class Second { n() { if (x) } }
function last() {}
