using System;
using Alias = System.Collections.Generic.Dictionary<string, int>;
using static System.Math;
global using System.Linq;

namespace Golden.Properties
{
    [Serializable, Obsolete("a;b{c}")]
    public abstract class Properties<TKey, TValue> : Base<TKey>, IFace where TKey : class, new() where TValue : struct
    {
        private const int A = 1, B = 2;
        public static readonly Dictionary<string, List<int[]>> Map = new Dictionary<string, List<int[]>> { { "a", null } }, Other;
        private bool less = 1 < 2, more = 3 > 2;
        private int[,] grid = new int[2, 2], second;
        int? maybe, nothing = null;
        (int X, string Y) tuple = (1, "a");
        unsafe int* pointer;
        fixed byte buffer[128];

        public int Auto { get; set; } = 3;
        public string Full { get { return "}"; } private set { var x = value; } }
        public int Expression => Auto + 1;
        public int Arrows { get => Auto; init => Auto = value; }
        public required TKey Required { get; init; }
        public abstract List<TValue> Abstract { get; }
        public virtual (int, string) TupleProperty { get; }
        TValue IFace.Explicit { get { return default; } }
        public static Properties<TKey, TValue> Instance { get; } = new();
        public ref readonly int ByRef => ref grid[0, 0];

        public int this[int index] { get { return index; } set { } }
        public string this[string key, int i] => key;
        TValue IFace.this[TKey key] => default(TValue);

        public event EventHandler Plain, Another;
        public event EventHandler<EventArgs> Custom { add { } remove { } }
        event Action IFace.Raised { add { } remove { } }
        public static event Func<int, int> Initialised = x => { return x; }, Later;

        public dynamic field;
        public int get, set, value, partial, async;
    }
}
