import { type A, B as C } from "module";
import D = require("d");
import type { E } from './e';
export { F, G as H } from "f";
export * from "g";

export function overloaded(a: string): string;
export function overloaded(a: number): number;
export function overloaded(a: any): any { return a; }
declare function ambient<T extends { a: number }>(this: Window, ...rest: T[]): asserts rest is T[];
export default function named() {}
async function* generator<T>(): AsyncGenerator<T, void, { a: 1 }> { yield* other(); }
function defaults({ a, b = { c: 1 } }: { a?: number; b?: {} } = {}, [d]: number[] = [], e = (x: number) => x) {}

export const arrow = (a: number): number => a + 1;
export const generic = <T, U extends keyof T = keyof T>(a: T, b: U): T[U] => a[b];
export const typed: (a: number) => string = (a) => `${a}`;
const single = async x => x, other = function () {}, third = function inner() {}, plain = 1;
const parenthesised = (1 + 2), tuple = [1, 2], less = a < b, more = c > (d), cast = <any>value, angled = f<A, B>(1);
const curried = (a: number) => (b: number) => (c: string): ((x: number) => void) => { const local = () => 1; };
const returnsObject = () => ({ a: 1, method() { return 1; }, key: () => 2 });
const ternary = a ? (b) : (c), conditional = a ? (b) => c : (d) => e;
const guard = (x: unknown): x is string => typeof x === "string";
let uninitialised: Map<string, Array<number>>, definite!: number;
var { destructured, nested: { deep } } = source, [first, ...others] = list;
const instance = new Class(() => {}), regex = /[/'"`]\/{/g, division = a / b / c, asserted = x as const;
export const enumLike = { A: 1, B: 2 } as const satisfies Record<string, number>;

if (a) { function inBlock() {} var notOfModule = 1; }
for (const i of list) { const callback = () => i; }
switch (x) { case 1: { let inCase = 1; } default: call() }
label: while (true) break label
(function iife() { function insideIife() {} })();
(() => { const hidden = 1; })()
object.assigned = function () {};
object.nested.arrow = (x) => x;
object["computed"] = function () {};
exports.value = 5;
call(function callback() {}, { method() {}, get accessor() { return 1; }, async *[Symbol.iterator]() {}, 'quoted'() {}, 1() {} });
const noSemicolon = 1
const nextLine = () => 2
let type = 1, namespace = 2, module = 3, async = 4, of = 5, get = 6
type = 7
declare const declared: unique symbol;
declare let lib: { a: number; b(): void };
