package dev.scancast.contract.source;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Git repository's address: {@code https://host[:port]/path}, with nothing in it that two programs could read
 * differently, and no secrets. Made by {@link GitUrlRule}.
 *
 * @param host in lower case; an IPv6 address without its brackets
 * @param port 443 if the URL has none
 * @param path begins with a slash
 */
public record GitUrl(String host, int port, String path) {
    static final int HTTPS_PORT = 443;

    private static final int LONGEST = 2048;
    private static final int LONGEST_SHOWN = 100;
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*", Pattern.DOTALL);
    private static final Pattern HTTPS = Pattern.compile("https://([^/]*)(/.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
    private static final Pattern FORBIDDEN = Pattern.compile("[^!-~]|[\"<>\\\\^`{|}?#]");
    private static final Pattern HIDDEN_CONTROL =
            Pattern.compile("%([01][0-9a-f]|7f|2e|2f|5c)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DOTS = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");

    /**
     * Reads it, and looks at its form alone.
     *
     * @throws SourceRefusedException that says what is wrong, and shows no user or password
     */
    static GitUrl parse(String text) {
        if (text.length() > LONGEST) {
            throw SourceRefusedException.url(
                    "repository_url may be " + LONGEST + " characters long, got " + text.length());
        }
        requireHttps(text);
        if (FORBIDDEN.matcher(text).find()) {
            throw SourceRefusedException.url(
                    "repository_url must hold plain ASCII without spaces, control characters and any of \"<>\\^`{|}?#");
        }
        Matcher parts = HTTPS.matcher(text);
        if (!parts.matches()) {
            throw SourceRefusedException.url("repository_url must have a path, as in https://host/group/project.git");
        }
        String authority = parts.group(1);
        String path = parts.group(2);
        if (authority.indexOf('@') >= 0) {
            throw SourceRefusedException.url("repository_url must not hold a user or password: put them into the file"
                    + " that the worker's clone.credentials-file names");
        }
        if (path.equals("/")
                || HIDDEN_CONTROL.matcher(path).find()
                || DOTS.matcher(path).matches()) {
            throw SourceRefusedException.url("repository_url must have a path such as /group/project.git, without the"
                    + " parts \".\" and \"..\" and without control characters, dots or slashes behind a %");
        }
        return of(authority, path);
    }

    /** As it is written: without the default port. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "https://" + shown + (port == HTTPS_PORT ? "" : ":" + port) + path;
    }

    private static GitUrl of(String authority, String path) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw SourceRefusedException.url("repository_url must name its host as host or host:port");
        }
        Host host = Host.parse(parts.group(1));
        int port = parts.group(2) == null ? HTTPS_PORT : Integer.parseInt(parts.group(2));
        if (port < 1 || port > 65_535) {
            throw SourceRefusedException.url("repository_url must have a port from 1 to 65535, got " + port);
        }
        return new GitUrl(host.name(), port, path);
    }

    private static void requireHttps(String text) {
        if (text.regionMatches(true, 0, "https://", 0, 8)) {
            return;
        }
        Matcher scheme = SCHEME.matcher(text);
        String got = scheme.matches() ? scheme.group(1).toLowerCase(Locale.ROOT) + "://" : "something else";
        throw SourceRefusedException.url("repository_url must begin with https://, got "
                + got.substring(0, Math.min(LONGEST_SHOWN, got.length())));
    }
}
