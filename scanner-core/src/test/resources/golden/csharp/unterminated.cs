class Unterminated
{
    int before;
    string a = "never closed;
    int after;
    string b = $"hole {x
    ;int more;
    string c = @"never

  class No { }