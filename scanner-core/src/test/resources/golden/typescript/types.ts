export interface Types<T, U extends keyof T = keyof T> extends Base<T>, Other {
    property: string;
    readonly optional?: number
    method(a: string): void;
    optionalMethod?<X>(a: X): X
    functionProperty: (a: { b: number }) => { c: string }
    (call: string): number;
    <G>(generic: G): G;
    new (construct: string): Types<T>;
    new <G>(generic: G): G;
    [index: string]: unknown;
    get accessor(): string
    set accessor(value: string);
    "quoted": 1, 'other-quoted'(): void;
    5: number
    [Symbol.iterator](): Iterator<T>
    nested: { inner: string; deep: { deeper(): void } };
    union:
        | "a"
        | { kind: "b"; value: number }
    conditional: T extends infer X ? X extends string ? 1 : 2 : never
    new: number; get: string; type: string; delete(): void
    tuple: [a: string, b?: number, ...rest: boolean[]]
    template: `a${string}b`
    last: void
}
interface Empty {}
interface OneLine { a: string, b: number; c() : void }

type Alias = string;
type Generic<T> = { [K in keyof T as `get${Capitalize<K & string>}`]?: () => T[K] } & { a: 1 };
type Fn = (a: number, ...rest: string[]) => asserts a is 1;
type Ctor = abstract new (...args: any[]) => object
type Union =
  | { type: "a"; run(): void }
  | { type: "b" }
type Conditional<T> = T extends (...args: infer A) => infer R ? [A, R] : T extends { a: infer B } ? B : never
type Query = typeof import("./x") | keyof typeof value | unique symbol
export declare type Last = readonly string[] | (() => void)[] | Array<{ a: number }>["length"];

export enum Enum { A, B = 1 << 2, C = "c".length, 'quoted-d' = 4, E = A | B, }
declare const enum ConstEnum { X = 1 }
enum Void {}

declare global { interface Window { added: string } var globalVar: number; function globalFn(): void; }
declare module "external" { export function external(): void; export const constant: number; export default class Ext { m(): void } }
export namespace Outer.Inner { export const inNamespace = 1; export function fn() {} namespace Deep { type T = 1; let hidden = () => 1; } }
declare module Old { class C { p: string } }
export as namespace Global;
export type { Alias, Fn } from "./x";
const after = 1;

// Types that look like object literals, in the parameters of functions that are values.
class Mapped extends transform(Base, { decode: (i) => i, method() {} }).with<string>() implements Other { own = 1 }
const dualed = dual<
  <A, B, E = never>(f: (a: A) => B) => (self: A) => B,
  <A, B>(self: A) => B
>(2, (self, { onB }: { readonly onA: (a: number) => void; onB(): void }, options?: { readonly onC: () => void }) => 1)
const typedParameter = (options: { readonly onD: (e: Error) => void; method(): void }, other = { real() {} }) => options
const parenthesisedObject = ({ a: 1, real: () => 2 }), conditional2 = x ? (y) : { real() {} }
const asserted = value as Effect<A, B, C>
export const overloads: { <A>(a: A): A; (b: string): string } = function () {} as any
export const is: <T>(a: T) => a is T & string = internal
interface Named { type: string
  is(a: unknown): a is string
  last: number }
