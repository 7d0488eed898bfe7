// Prints what the parser of TypeScript finds of what Scancast calls nodes, a line each:
// path, line, kind and name, with tabs between them.
// Usage: node declarations.js PATH-OF-typescript.js, with paths of sources on standard input.
"use strict";
const fs = require("fs");
const ts = require(process.argv[2]);
const Kind = ts.SyntaxKind;

const TYPES = new Set([
    Kind.ClassDeclaration, Kind.ClassExpression, Kind.InterfaceDeclaration, Kind.TypeAliasDeclaration, Kind.EnumDeclaration,
]);

/** The value without "as T" or "satisfies T". */
function plain(value) {
    while (value && (value.kind === Kind.AsExpression || value.kind === Kind.SatisfiesExpression)) {
        value = value.expression;
    }
    return value;
}

function isFunction(value) {
    const kind = plain(value)?.kind;
    return kind === Kind.ArrowFunction || kind === Kind.FunctionExpression;
}

function isAssignment(node) {
    return node.kind === Kind.BinaryExpression
        && node.operatorToken.kind === Kind.EqualsToken
        && node.left.kind === Kind.PropertyAccessExpression;
}

function isOfModule(variable) {
    const statement = variable.parent.parent;
    const block = statement.parent;
    return statement.kind === Kind.VariableStatement
        && (block.kind === Kind.SourceFile || block.kind === Kind.ModuleBlock);
}

/** Whether a function that has a name is known by another one: that of what holds it. */
function isGivenToName(node) {
    const parent = node.parent;
    return parent.kind === Kind.VariableDeclaration
        || parent.kind === Kind.PropertyAssignment
        || parent.kind === Kind.PropertyDeclaration
        || isAssignment(parent);
}

function declarations(path) {
    const text = fs.readFileSync(path, "utf8");
    const script = path.endsWith(".tsx") ? ts.ScriptKind.TSX : /\.[cm]?ts$/.test(path)
        ? ts.ScriptKind.TS
        : ts.ScriptKind.JSX;
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, script);
    const lines = [];

    function print(kind, start, end) {
        const line = file.getLineAndCharacterOfPosition(start).line + 1;
        lines.push([path, line, kind, text.slice(start, end).replace(/\s+/g, " ")].join("\t"));
    }

    function found(kind, name) {
        if (name) {
            print(kind, name.getStart(file), name.end);
        }
    }

    function pattern(name) {
        for (const element of name.elements) {
            if (element.name?.kind === Kind.Identifier) {
                found("FIELD", element.name);
            } else if (element.name) {
                pattern(element.name);
            }
        }
    }

    function visit(node) {
        if (node.kind === Kind.TypeLiteral) {
            return; // its members belong to no type that has a name
        }
        if (TYPES.has(node.kind)) {
            found("TYPE", node.name);
        }
        switch (node.kind) {
            case Kind.EnumMember:
                found("ENUM_CONSTANT", node.name);
                break;
            case Kind.FunctionDeclaration:
                found("FUNCTION", node.name);
                break;
            case Kind.FunctionExpression:
                if (!isGivenToName(node)) {
                    found("FUNCTION", node.name);
                }
                break;
            case Kind.Constructor: {
                const start = text.indexOf("constructor", node.modifiers?.end ?? node.getStart(file));
                print("CONSTRUCTOR", start, start + "constructor".length);
                node.parameters.filter(parameter => parameter.modifiers?.some(ts.isModifier))
                    .forEach(parameter => found("FIELD", parameter.name));
                break;
            }
            case Kind.MethodDeclaration:
            case Kind.MethodSignature:
                found("METHOD", node.name);
                break;
            case Kind.PropertySignature:
                if (node.name.kind !== Kind.ComputedPropertyName) {
                    found("PROPERTY", node.name);
                }
                break;
            case Kind.GetAccessor:
            case Kind.SetAccessor:
                found("PROPERTY", node.name);
                break;
            case Kind.PropertyDeclaration:
                if (isFunction(node.initializer)) {
                    found("METHOD", node.name);
                } else if (node.name.kind !== Kind.ComputedPropertyName || !node.type || node.initializer) {
                    found("FIELD", node.name);
                }
                break;
            case Kind.PropertyAssignment:
                if (isFunction(node.initializer)) {
                    found("METHOD", node.name);
                }
                break;
            case Kind.VariableDeclaration:
                if (node.name.kind !== Kind.Identifier) {
                    if (isOfModule(node)) {
                        pattern(node.name);
                    }
                } else if (isFunction(node.initializer)) {
                    found("FUNCTION", node.name);
                } else if (isOfModule(node)) {
                    found("FIELD", node.name);
                }
                break;
            case Kind.BinaryExpression:
                if (isAssignment(node) && isFunction(node.right)) {
                    found("METHOD", node.left.name);
                }
                break;
        }
        ts.forEachChild(node, visit);
    }

    visit(file);
    return lines;
}

for (const path of fs.readFileSync(0, "utf8").split("\n").filter(line => line !== "")) {
    const lines = declarations(path);
    if (lines.length > 0) {
        process.stdout.write(lines.join("\n") + "\n");
    }
}
