#define A
#region class Fake {
#if A
using X;
#endif
class Preprocessor
#if B
    : Base
#else
    : Other
#endif
{
#if A
    void InIf() {
#elif B
    void InElif() {
#else
    void InElse() {
#endif
        Call();
    }

#if DEBUG
    int debugOnly;
    void Debug()
    {
        if (x) {
#if NESTED
            y();
        }
#else
            z();
        }
#endif
    }
#endif

#if FRAMEWORK
    class Wrapper {
#endif
    int wrapped;
#if FRAMEWORK
    }
#endif

    void Condition()
    {
#if A && !B
        if (a)
        {
#else
        if (b)
        {
#endif
            c();
        }
    }
    #pragma warning disable 1 // {
    int last;
#endregion }
#nullable enable
#error "unterminated
}

#if !A
class Negated { }
#endif
class After { }
class Signatures
{
#if A
    public bool First(int a,
#else
    internal bool First(int a,
#endif
        int b = 1, [Attribute(new[] { 1 })] int? c = null)
    {
        return true;
    }

#if A
    public int Property
#else
    internal int Property
#endif
    {
        get { return 1; }
    }

    void Last(int a) { }
}
