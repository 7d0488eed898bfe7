package dev.scancast.contract.source;

import java.util.regex.Pattern;

/** The name of a branch or tag, or a commit's id: what {@code git check-ref-format} lets pass, and no option. */
public final class GitRef {
    private static final int LONGEST = 250;
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\p{Cntrl}\\s~^:?*\\[\\\\\\x7f]|\\.\\.|@\\{|//|/\\.|\\.lock(/|$)");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}");
    private static final Pattern SHORT_COMMIT = Pattern.compile("[0-9a-f]{7,39}");

    private GitRef() {}

    /**
     * The ref itself.
     *
     * @throws SourceRefusedException with {@code bad_ref} if it could name nothing
     */
    public static String check(String ref) {
        if (ref.isEmpty()
                || ref.length() > LONGEST
                || "-/.".indexOf(ref.charAt(0)) >= 0
                || ref.endsWith("/")
                || ref.endsWith(".")
                || ref.equals("@")
                || FORBIDDEN.matcher(ref).find()) {
            throw SourceRefusedException.ref("ref must be a branch, a tag or a whole commit id of at most " + LONGEST
                    + " characters, without spaces and any of ~^:?*[\\, and not begin with \"-\"");
        }
        return ref;
    }

    /** Whether it is a whole commit id: 40 hexadecimal digits. */
    public static boolean isCommit(String ref) {
        return COMMIT.matcher(ref).matches();
    }

    /** Whether it looks like the beginning of a commit id, by which no server finds a commit. */
    public static boolean isShortCommit(String ref) {
        return SHORT_COMMIT.matcher(ref).matches();
    }
}
