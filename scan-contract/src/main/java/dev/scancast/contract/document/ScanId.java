package dev.scancast.contract.document;

import com.github.f4b6a3.ulid.UlidCreator;
import java.util.regex.Pattern;

/**
 * The name of a scan: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,127}}. Checked here, before any key or channel is built
 * from it, so that no id can reach into another key.
 *
 * @param value the id as it stands in keys, channels and URLs
 */
public record ScanId(String value) {

    /** What an id must match, for schemas and messages. */
    public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    private static final Pattern COMPILED = Pattern.compile(PATTERN);

    private static final int SHOWN_OF_A_WRONG_ID = 40;

    /** @throws InvalidScanIdException if the value doesn't match {@link #PATTERN} */
    public ScanId {
        if (!COMPILED.matcher(value).matches()) {
            throw new InvalidScanIdException(value);
        }
    }

    /** A new, time-ordered id (a ULID). */
    public static ScanId create() {
        return new ScanId(UlidCreator.getMonotonicUlid().toString());
    }

    /** Whether the text may be a scan id. */
    public static boolean isValid(String value) {
        return COMPILED.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }

    /** Told to whoever sent the id: what is wrong and what is allowed. */
    public static final class InvalidScanIdException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        InvalidScanIdException(String value) {
            super("a scan id must match " + PATTERN + ", got \"" + shown(value) + "\"");
        }

        private static String shown(String value) {
            String printable = value.replaceAll("[^\\x20-\\x7e]", "?");
            return printable.length() <= SHOWN_OF_A_WRONG_ID
                    ? printable
                    : printable.substring(0, SHOWN_OF_A_WRONG_ID) + "...";
        }
    }
}
