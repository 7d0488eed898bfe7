class Texts
{
    string plain = "class A { \" }", escaped = "\\";
    char quote = '"', brace = '{', apostrophe = '\'';
    string verbatim = @"class Fake { "" } \", path = @"C:\";
    string lines = @"
class Fake
{
    void No() { }

}";
    string hole = $"{A}{{not a hole}}{B("}", '"')}:{C:0.00}{D,-5}" + "x", after;
    string nested = $"a {(x ? $"b {y} {{" : "c}")} d";
    string both = $@"{A} "" {{ \ {B(@"}")}", other = @$"{A}";
    string raw = """class Fake { "quoted" }""";
    string rawLines = """
        class Fake { void No() { } }
        "" quotes
        """;
    string four = """"
        has """ inside {
        """";
    string rawHole = $"""{A} "x" {B(1)}""";
    string rawHoles = $$"""{not} {{Hole("}")}} {""";
    string lambda = $"{items.Select(x => { return x; })}";
    byte[] utf8 = "class"u8.ToArray();
    string @class = "", @event;
    int @int;
    /* block { */ int afterComment; // class Fake {
    /// <summary>class { </summary>
    void Documented() { }

    const string Empty = "", Empty2 = @"", Empty3 = $"", Quote = @"""";
    void Last() { }
}

class Formats
{
    string number = $"{value:#,##0.00}", negative = $"{value,10:(#,##0)}", date = $"{now:hh':'mm \"h\"}";
    string ternary = $"{(a ? b : c)}", name = $"{global::System.Int32.MaxValue:X}", call = $"{F(a, b ? c : d):N2}";
    string escaped = $"{a:x}}y", index = $"{map["k:1", 2],-5}", last;
    string json = $@"{{""a"": {Value(x => { return x; }):G}}}", end;
}
