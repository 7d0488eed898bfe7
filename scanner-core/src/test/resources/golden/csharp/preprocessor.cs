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
