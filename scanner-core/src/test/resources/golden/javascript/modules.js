'use strict';
var a = require('a'), b = function () {}, c;
var self = module.exports = function exported() {};
exports.named = function named() {};
exports.arrow = () => 1;
Ctor.prototype.method = function method() { var local = 1; };
Ctor.prototype.value = 1;
Ctor.prototype = { inLiteral: function () {}, shorthand() {}, get property() { return 1; } };
module.exports = { exportedMethod() {}, key: a };

function Ctor() {
    this.field = 1;
    this.bound = function () {};
    if (!(this instanceof Ctor)) return new Ctor();
    function inner() {}
}

function* generator() { yield* /regex{/; }
async function asynchronous() { for await (const x of y) {} }

class Old extends Ctor {
    constructor() { super(); }
    #secret = 1;
    static create() { return new Old(); }
    get #hidden() { return 1; }
    field = function () {};
    'use strict'() {}
    async *[Symbol.asyncIterator]() {}
}

(function () { var hidden = 1; function visible() {} }());
!function () {}();
let x = a / b, y = a++ / 2, z = x ? /}/ : /'/, w = typeof /{/;
if (x) /regex { '/.test(y);
const of = 1, from = 2, as = 3;
const fn = async () => {}, fn2 = async function () {}, obj = { async: 1, get: 2, static: 3, async async() {}, get get() { return 1 } };
of(1);
const assign = (a, b) => ({ ...a, ...b }), jsx = <div className="a">{b}</div>, last = 1;
export default () => {};
export { a as default };
export const { destructured } = a;
