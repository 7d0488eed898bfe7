package dev.scancast.scanner.engine.structure;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A language with a structural lexer. A file of no language here has no structure: it counts as a
 * file, its lines and its bytes.
 */
public enum Language {
    JAVA("Java", ".java"),
    CSHARP("C#", ".cs", ".csx"),
    TYPESCRIPT("TypeScript", ".ts", ".mts", ".cts"),
    /** TypeScript with markup in it. A language of its own: a {@code <} is read another way. */
    TSX("TSX", ".tsx"),
    /** JavaScript, with or without markup (JSX) in it. */
    JAVASCRIPT("JavaScript", ".js", ".mjs", ".cjs", ".jsx"),
    /** Markup, whose nodes are those of its scripts. */
    HTML("HTML", ".html", ".htm", ".xhtml", ".vue", ".svelte"),
    PYTHON("Python", ".py", ".pyi", ".pyw"),
    GO("Go", ".go");

    private static final Map<String, Language> BY_EXTENSION = byExtension();

    private final String displayName;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable; its type does not say so
    private final List<String> extensions;

    Language(String displayName, String... extensions) {
        this.displayName = displayName;
        this.extensions = List.of(extensions);
    }

    /** The name a person knows it by, such as {@code C#}. */
    public String displayName() {
        return displayName;
    }

    /** The endings of its files' names, in lower case, each with its dot. */
    public List<String> extensions() {
        return extensions;
    }

    /**
     * The language of a file, told by the ending of its name, in upper or lower case.
     *
     * @param fileName a name or a path, with {@code /} or {@code \}
     * @return empty if no lexer knows the ending
     */
    public static Optional<Language> ofFileName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(BY_EXTENSION.get(fileName.substring(dot).toLowerCase(Locale.ROOT)));
    }

    private static Map<String, Language> byExtension() {
        Map<String, Language> languages = new HashMap<>();
        for (Language language : values()) {
            for (String extension : language.extensions) {
                languages.put(extension, language);
            }
        }
        return Map.copyOf(languages);
    }
}
