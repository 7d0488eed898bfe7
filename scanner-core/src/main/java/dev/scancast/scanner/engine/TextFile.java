package dev.scancast.scanner.engine;

import dev.scancast.scanner.engine.structure.Language;
import dev.scancast.scanner.report.Lines;
import java.util.Locale;
import java.util.Map;

/** Files that no lexer reads: what they are called, whether they are text, and their lines. */
final class TextFile {

    /** What files are called that hold no text. */
    static final String BINARY = "Binary";

    /** What texts are called of which nothing is known. */
    static final String OTHER = "Other";

    /** As git does it: a NUL among so many first bytes means that it is no text. */
    private static final int SNIFFED = 8000;

    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("bash", "Shell"),
            Map.entry("c", "C"),
            Map.entry("cc", "C++"),
            Map.entry("cpp", "C++"),
            Map.entry("cshtml", "Razor"),
            Map.entry("css", "CSS"),
            Map.entry("csproj", "XML"),
            Map.entry("cxx", "C++"),
            Map.entry("dart", "Dart"),
            Map.entry("fs", "F#"),
            Map.entry("gradle", "Groovy"),
            Map.entry("groovy", "Groovy"),
            Map.entry("h", "C"),
            Map.entry("hpp", "C++"),
            Map.entry("json", "JSON"),
            Map.entry("kt", "Kotlin"),
            Map.entry("kts", "Kotlin"),
            Map.entry("less", "CSS"),
            Map.entry("lua", "Lua"),
            Map.entry("md", "Markdown"),
            Map.entry("php", "PHP"),
            Map.entry("properties", "Properties"),
            Map.entry("proto", "Protocol Buffers"),
            Map.entry("ps1", "PowerShell"),
            Map.entry("rb", "Ruby"),
            Map.entry("rs", "Rust"),
            Map.entry("sass", "CSS"),
            Map.entry("scala", "Scala"),
            Map.entry("scss", "CSS"),
            Map.entry("sh", "Shell"),
            Map.entry("sql", "SQL"),
            Map.entry("svg", "XML"),
            Map.entry("swift", "Swift"),
            Map.entry("toml", "TOML"),
            Map.entry("vb", "Visual Basic"),
            Map.entry("xml", "XML"),
            Map.entry("xsd", "XML"),
            Map.entry("yaml", "YAML"),
            Map.entry("yml", "YAML"));

    private TextFile() {}

    /** What a file is called where only its name is known. */
    static String nameOf(String path) {
        return Language.ofFileName(path).map(Language::displayName).orElseGet(() -> languageOf(path));
    }

    /** What a text that no lexer reads is called, by the ending of its name. */
    private static String languageOf(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_ENDING.getOrDefault(ending, OTHER);
    }

    /** Whether the content is no text. */
    static boolean isBinary(byte[] bytes, int length) {
        for (int i = 0; i < Math.min(length, SNIFFED); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** The lines of a text; LF, CR and both together end one, and the last needs no end. */
    static Lines lines(byte[] bytes, int length) {
        long text = 0;
        long blank = 0;
        boolean any = false;
        int start = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                if (b == '\r' && i + 1 < length && bytes[i + 1] == '\n') {
                    i++;
                }
                if (any) {
                    text++;
                } else {
                    blank++;
                }
                any = false;
                start = i + 1;
            } else if (b > ' ' || b < 0) {
                any = true;
            }
        }
        if (start < length) {
            if (any) {
                text++;
            } else {
                blank++;
            }
        }
        return new Lines(0, 0, blank, text);
    }
}
