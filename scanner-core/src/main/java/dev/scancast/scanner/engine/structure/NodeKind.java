package dev.scancast.scanner.engine.structure;

/**
 * What a node is. A node is a named declaration; references, routes and tags are none, nor are local
 * variables, parameters, packages and namespaces.
 */
public enum NodeKind {
    /** A class, interface, struct, record, enum, annotation, delegate, trait or type alias. */
    TYPE("types"),
    /** A function that belongs to a type, abstract or not; an operator or a destructor too. */
    METHOD("methods"),
    /** A constructor, or what the language uses as one. */
    CONSTRUCTOR("constructors"),
    /** A function that belongs to no type: of a module, or local and named. */
    FUNCTION("functions"),
    /** A variable or constant of a type, or of a module; a record's component. */
    FIELD("fields"),
    /** A property with accessors, an indexer, or a property that an interface declares. */
    PROPERTY("properties"),
    /** An event that a type raises. */
    EVENT("events"),
    /** A value of an enum. */
    ENUM_CONSTANT("enum constants");

    private final String plural;

    NodeKind(String plural) {
        this.plural = plural;
    }

    /** Its name in a sentence that counts, such as {@code enum constants}. */
    public String plural() {
        return plural;
    }

    /** Its place in an array that holds a number for each kind; never stored or sent. */
    @SuppressWarnings("EnumOrdinal") // counting a node is the lexer's hot path, and the array lives as long as it
    int index() {
        return ordinal();
    }
}
