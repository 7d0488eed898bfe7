@Component({ selector: "a-b", template: `<div>{{ "}" }}</div>` })
export abstract class Classes<T extends { a: number }, U = Map<string, T[]>> extends Base<T>(Mixin) implements IFace, Other<U> {
    static #private = 1;
    #hidden?: string;
    public static readonly limit: number = 10;
    declare ambient: string;
    field
    noType = 1
    typed: { a: number; b: () => void } = { a: 1, b() {} };
    arrow = (a: number): void => { const local = 1; };
    asyncArrow = async <X,>(x: X) => x;
    functionField = function () {};
    optional?: (a: string) => number;
    definite!: U;
    'quoted': string = "x";
    42 = 1;
    [computed] = 2;
    [key: string]: any;
    handler: (a: number) => void = (a) => {};
    @Input() decorated: string;
    @Output() @Other({ a: [1, 2] }) twice = new EventEmitter<string>();
    accessor auto = 1;
    static async = 1; get; set = 1;

    constructor(a: string);
    constructor(private readonly a: string, @Inject(TOKEN) public b = { x: 1 }, protected c?: Map<string, number>, d = 5) {
        super();
        this.assigned = () => {};
        this.value = 1;
    }

    static {
        const inStatic = 1;
    }

    method<A, B extends A[]>(a: A, b: B): asserts a is B { if (a) { while (b) {} } }
    overloaded(a: string): void;
    overloaded(a: number): void;
    overloaded(a: any) {}
    async asyncMethod(): Promise<{ a: 1 }> { return { a: 1 }; }
    *generator() { yield 1; }
    async *asyncGenerator() {}
    get property(): T { return this.a; }
    set property(value) {}
    static get staticProperty() { return 1; }
    protected abstract noBody(a: () => void): (b: number) => string;
    abstract get abstractProperty(): string;
    [Symbol.iterator](): Iterator<T> { return null!; }
    "quoted method"() {}
    #privateMethod() {}
    get() { return 1; }
    set(v) {}
    static() {}
    async() {}
    delete(a) {}
    new() {}
    type() {}
    public override async if(): Promise<void> {}
    @HostListener("click", ["$event"]) onClick(@Arg() event: Event) {}
}

class Empty {}
const Expression = class Named extends Empty { inExpression() {} };
const anonymous = class { inAnonymous = 1 };
export default class extends Empty { inDefault() {} }
export = Empty;
