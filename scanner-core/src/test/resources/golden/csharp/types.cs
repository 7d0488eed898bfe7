namespace Outer
{
    namespace Inner.Most
    {
        public record Person(string First, [property: X("a,b")] int Age = 3, List<int>? Ids = null) : Base(First), IFace
        {
            public string Full => First;
            public Person(int age) : this("", age) { }
        }
        public record struct Point(int X, int Y);
        public readonly record struct Size { public int W { get; init; } }
        record class Explicit;
        sealed record Derived(int A) : Explicit;
        public class Primary(int a, string b) : Base(a) { int field = a; }
        public struct Struct(int a);
        readonly ref struct Span<T> { }
        public partial interface IFace<in T> : IOther where T : class
        {
            int Property { get; }
            void Method();
            event EventHandler Raised;
            int this[int i] { get; set; }
            static abstract T operator +(T a, T b);
            void Default() { }
            static int counter;
        }
        [Flags]
        enum Color : byte { Red, [Obsolete] Green = 1 << 2, Blue = Red | Green, }
        enum Empty { }
        file class Hidden { class Nested { enum E { A = 'a', B = (int) 'b', C } delegate void D(); struct S { int x; } } }
    }
    class record { }
    class Uses { int record; void M(int record) { record = 1; } var x = record; }
}
class Global { }
