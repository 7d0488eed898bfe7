package dev.scancast.scanner.engine.structure;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Why ctags finds what is no node, or misses one, each with a rule that tells such a case by its text.
 * The rules are tried in this order, on what only one of both found.
 */
enum DifferenceCause {
    BODIES(Side.ONLY_OURS, "ctags does not look into bodies", Language.JAVA, Language.CSHARP, Language.GO) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.local();
        }
    },

    RECORDS(Side.ONLY_OURS, "ctags does not know records, and loses what stands in and after one", Language.JAVA) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().occursBefore(declaration.line(), RECORD);
        }
    },

    ANNOTATION_DEFAULTS(Side.ONLY_CTAGS, "an annotation's default value, taken for a field", Language.JAVA) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().line(declaration.line()).contains(" default ");
        }
    },

    DOTTED_NAMES(Side.ONLY_CTAGS, "part of an expression", Language.JAVA) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.name().indexOf('.') > 0;
        }
    },

    INDEXERS(Side.ONLY_OURS, "ctags does not know indexers", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.name().equals("this");
        }
    },

    GENERIC_METHODS(Side.ONLY_OURS, "ctags loses methods with constrained type parameters", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference
                    .text()
                    .after(declaration.line(), declaration.name())
                    .startsWith("<");
        }
    },

    EXPRESSION_BODIES(Side.ONLY_OURS, "ctags does not know bodies that are expressions", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return EXPRESSION_BODY
                    .matcher(difference.text().after(declaration.line(), declaration.name()))
                    .lookingAt();
        }
    },

    NULLABLE_PARAMETERS(
            Side.ONLY_OURS,
            "ctags loses methods with a parameter that is nullable or whose name begins with @",
            Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return NULLABLE_PARAMETER
                    .matcher(difference.text().after(declaration.line(), declaration.name()))
                    .lookingAt();
        }
    },

    TYPES_IN_GENERIC_TYPES(
            Side.ONLY_OURS, "ctags does not know a type that stands in a type with type arguments", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return TYPE_IN_GENERIC_TYPE
                    .matcher(difference.text().line(declaration.line()))
                    .find();
        }
    },

    CONDITIONAL_BRANCHES(Side.ONLY_OURS, "of branches of #if ctags reads one", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().isConditional(declaration.line());
        }
    },

    CONSTRAINTS(Side.ONLY_CTAGS, "a constraint on type parameters, taken for a declaration", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().line(declaration.line()).contains("where ");
        }
    },

    EXPRESSION_BODY_PARTS(Side.ONLY_CTAGS, "part of a member whose body is an expression", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().from(declaration.line()).contains("=>");
        }
    },

    MISTAKEN_SCOPES(Side.ONLY_CTAGS, "stands in what ctags takes for a type and is none", Language.CSHARP) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.inNoType(declaration);
        }
    },

    LOCAL_VARIABLES(
            Side.ONLY_CTAGS,
            "local variables and parameters, which are no nodes",
            Language.TYPESCRIPT,
            Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.kind() == NodeKind.FIELD && difference.text().indentation(declaration.line()) > 0;
        }
    },

    IMPORTED_TYPES(Side.ONLY_CTAGS, "a type in an import, taken for an alias", Language.TYPESCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().line(declaration.line()).startsWith("import");
        }
    },

    KEYWORDS(Side.ONLY_CTAGS, "a keyword, taken for a name", Language.TYPESCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return KEYWORD_NAMES.contains(declaration.name());
        }
    },

    OBJECT_METHODS(
            Side.ONLY_OURS,
            "ctags knows no functions in object literals, nor those given to a property",
            Language.TYPESCRIPT,
            Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.local() && declaration.kind() != NodeKind.TYPE;
        }
    },

    OVERLOADS(Side.ONLY_OURS, "ctags knows no signatures without a body", Language.TYPESCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.isRepeated(declaration);
        }
    },

    PARAMETER_PROPERTIES(
            Side.ONLY_OURS,
            "ctags does not know properties that a constructor's parameters declare, and loses such a constructor",
            Language.TYPESCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return PARAMETER_PROPERTY
                    .matcher(difference.text().line(declaration.line()))
                    .find();
        }
    },

    OBJECT_KEYS(Side.ONLY_CTAGS, "a key or the whole of an object literal, which are no nodes", Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return OBJECT_KEY
                    .matcher(difference.text().after(declaration.line(), declaration.name()))
                    .lookingAt();
        }
    },

    NAMED_TWICE(
            Side.ONLY_CTAGS,
            "a function given to a property, counted again by its own name, or as a class",
            Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().line(declaration.line()).contains("= function " + declaration.name());
        }
    },

    PROTOTYPE_VALUES(
            Side.ONLY_CTAGS, "what is no function but stands in a prototype, taken for a method", Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().line(declaration.line()).contains(".prototype.");
        }
    },

    PARSER_HAS(
            Side.ONLY_OURS,
            "ctags misses it or loses its place before it; the parser of TypeScript has it",
            Language.TYPESCRIPT,
            Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.parserHas(declaration);
        }
    },

    ANONYMOUS_FUNCTIONS(Side.ONLY_CTAGS, "a function that has no name", Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.name().startsWith("AnonymousFunction");
        }
    },

    PARSER_HAS_NOT(
            Side.ONLY_CTAGS,
            "ctags reads a declaration where the parser of TypeScript has none",
            Language.TYPESCRIPT,
            Language.JAVASCRIPT) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return !difference.parserHas(declaration);
        }
    },

    UNASSIGNED(Side.ONLY_OURS, "ctags knows no variables that have a type and no value", Language.PYTHON) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.kind() == NodeKind.FIELD
                    && ANNOTATED
                            .matcher(difference.text().after(declaration.line(), declaration.name()))
                            .lookingAt();
        }
    },

    STRUCTS_IN_STRUCTS(Side.ONLY_OURS, "ctags does not look into structs and interfaces without a name", Language.GO) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            String line = difference.text().line(declaration.line());
            return difference.text().indentation(declaration.line()) > 1
                    || line.contains("struct{")
                    || line.contains("interface{");
        }
    },

    TYPE_PARAMETERS(Side.ONLY_OURS, "members of types with type parameters, which ctags does not know", Language.GO) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return difference.text().occursBefore(declaration.line(), TYPE_WITH_PARAMETERS);
        }
    },

    BLANK_NAMES(Side.ONLY_CTAGS, "the blank name, which names nothing", Language.GO) {
        @Override
        boolean holds(Declaration declaration, FileDifference difference) {
            return declaration.name().equals("_");
        }
    };

    private static final Pattern RECORD = Pattern.compile("\\brecord\\s+\\w+\\s*[<(]");
    private static final Pattern NULLABLE_PARAMETER = Pattern.compile("\\s*\\([^()]*(\\?|@\\w)");
    private static final Pattern TYPE_IN_GENERIC_TYPE = Pattern.compile(">\\.\\w+");
    private static final Pattern EXPRESSION_BODY = Pattern.compile("[^;{}]*=>");
    private static final Pattern PARAMETER_PROPERTY =
            Pattern.compile("constructor\\(|^(public|private|protected|readonly)\\b.*,?$");
    private static final Pattern OBJECT_KEY = Pattern.compile("['\"]?\\s*(:|= *\\{)");
    private static final Pattern TYPE_WITH_PARAMETERS = Pattern.compile("\\btype\\s+\\w+\\[\\w+[ ,]");
    private static final Pattern ANNOTATED = Pattern.compile("\\s*:[^=]*\n");
    private static final Set<String> KEYWORD_NAMES =
            Set.of("new", "if", "return", "extends", "void", "this", "any", "get", "set");

    enum Side {
        ONLY_OURS,
        ONLY_CTAGS
    }

    private final Side side;
    private final String why;

    @SuppressWarnings("ImmutableEnumChecker") // never changed; EnumSet has no immutable form
    private final Set<Language> languages;

    DifferenceCause(Side side, String why, Language first, Language... others) {
        this.side = side;
        this.why = why;
        this.languages = EnumSet.of(first, others);
    }

    final boolean explains(Language language, Side of, Declaration declaration, FileDifference difference) {
        return of == side && languages.contains(language) && holds(declaration, difference);
    }

    /** Whether causes of this language ask its own parser, since ctags knows too little of it. */
    static boolean asksParser(Language language) {
        return PARSER_HAS.languages.contains(language);
    }

    final Side side() {
        return side;
    }

    final String why() {
        return why;
    }

    abstract boolean holds(Declaration declaration, FileDifference difference);
}
