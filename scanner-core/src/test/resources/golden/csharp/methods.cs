namespace Golden.Methods;

public delegate TResult Convert<in T, out TResult>(T value) where T : class;

internal delegate void Callback(object sender, [In] ref int x);

public static partial class Methods
{
    static Methods() { }

    public Methods(int a) : this(a, () => { }) { }

    Methods(int a, Action b) : base(b) => A = a;

    ~Methods() { }

    public static Methods operator +(Methods a, Methods b) { return a; }
    public static bool operator ==(Methods a, Methods b) => true;
    public static bool operator !=(Methods a, Methods b) => false;
    public static bool operator true(Methods a) => true;
    public static implicit operator int(Methods a) => 1;
    public static explicit operator Methods(int a) { return null; }
    public static Methods operator >>(Methods a, int b) => a;
    public static Methods operator checked -(Methods a) => a;
    public int this[int i] => i;

    public static T Generic<T, U>(this T self, params U[] rest) where T : IComparable<T>, new() where U : struct { return self; }
    public async Task<int> AsyncOne() { await Task.Delay(1); return 1; }
    public override string ToString() => $"{A}";
    void IFace.Explicit<T>(T a) { }
    global::System.Int32 Qualified(global::System.Int32 x) => x;
    partial void Part();
    partial void Part() { }
    [DllImport("x", EntryPoint = "y(")] static extern unsafe int* Native(byte* p, int[] q);
    public (int a, string b) Tuple((int, int) p, Func<(int, int), bool> f) => (1, "");
    int?[] Nullable(int? a = null, string s = "(", char c = ')') => null;
    protected internal virtual ref int ByRef(in int x, out int y, ref int z) { y = 1; return ref z; }
    abstract void NoBody();
    new static readonly List<int> list = new List<int>();

    void Locals()
    {
        int Local(int x) { return x; }
        static async Task<T> StaticLocal<T>(T a) where T : class => await a;
        IEnumerable<int> Iterator() { yield return Local(1); }
        (int, int) TupleLocal() => (1, 2);
        void Outer() { void Inner() { } }
        var lambda = (int x) => x + 1;
        Func<int, int> old = delegate(int x) { return x; };
        if (Call(1)) { }
        while (Next()) { }
        return Call(2);
        await Call(3);
        lock (this) { }
        using (var x = new Y()) { }
        foreach (var x in Items()) { }
        var q = from a in B(1) where C(a) select D(a);
        switch (x) { case 1: break; case Point(1, 2) p when F(p): break; }
        var y = x switch { Point(var a, 2) => G(a), { Z: 1 } => 2, _ => 3 };
        var o = new { A = 1, B = new[] { 1 } };
        new Thread(() => { }).Start();
        throw new Exception("x") { };
        label: goto label;
        var t = typeof(List<>); bool less = a < b, more = c > (d);
        List<int> items = new() { 1, 2 };
        checked { } unsafe { } fixed (int* p = &x) { }
        catch (Exception e) when (e is A or B) { }
    }
}
