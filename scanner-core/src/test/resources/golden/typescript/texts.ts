#!/usr/bin/env node
// class Comment { }
/* function no() {} */ const afterComment = 1;
const single = 'class A { \' }', double = "function b() { \" }";
const template = `class C { ${a ? `nested ${b({ c: `deep ${d}` })} }` : "}"} } \` function no() {}`;
const multiline = `
function no() {

    ${function inHole() { return `}`; }}
}
`;
const tagged = html`<div onclick=${() => { }}>{</div>`, after = 1;
const regex = /function \/ no() { [/{] '"`/gi, more = x.replace(/'/g, "\""), end = 2;
const divided = a / b, quotient = (a) / 2 / c, array = x[1] / 2 / y, comparison = a < b / 2;
function regexes(a) { if (/}/.test(a)) return /{'/; else /"/.exec(a); return a / 2; }
const generic = f<string>("}"), shift = a >> b, relation = a<b, big = 1_000n, hex = 0xFF, exp = 1e-5;
const continued = "a \
b", joined = a +
    b
const chained = list
    .map(x => x)
    .filter(function (x) { return x })
const object = {
    key: "value", method() { }, arrow: () => 1, async asyncMethod() {}, get property() { return 1 }, nested: { deep() {} },
    [computed]: function () {}, shorthand, ...spread, "quoted key": async (a) => a, 12: function twelve() {}
}
const optional = a?.b?.[c] ?? d, nonNull = a!, negated = !a, inverted = -/x/.y
const { x = /}/, y } = z
/** doc { */
export function last() {}
