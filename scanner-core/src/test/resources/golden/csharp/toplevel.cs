using System;
using var stream = Open();
using (var other = Open()) { }

Console.WriteLine("x");
int x = 1, y = 2;
var list = new List<int> { 1, 2 };
async = 3;
await Task.Delay(1);
if (x > 1) { Call(); } else { Other(); }
foreach (var a in list) { void InLoop() { } }
string Function(int a) { return "a"; }
static int Arrow() => 1;
void Generic<T>(T a) where T : class { }
return 0;

class Type { int field; }
