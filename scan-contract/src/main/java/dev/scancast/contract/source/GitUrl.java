package dev.scancast.contract.source;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Git repository's address: {@code https://host[:port]/path}, or {@code ssh://user@host[:port]/path}, with nothing in
 * it that two programs could read differently, and no secrets. Made by {@link GitUrlRule}.
 *
 * @param user with ssh, and then always; else null
 * @param host in lower case; an IPv6 address without its brackets
 * @param port the scheme's if the URL has none
 * @param path begins with a slash
 */
public record GitUrl(GitScheme scheme, @Nullable String user, String host, int port, String path) {
    private static final int LONGEST = 2048;
    private static final int LONGEST_SHOWN = 100;
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);
    private static final Pattern PARTS = Pattern.compile("([^/]*)(/.*)");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
    private static final Pattern FORBIDDEN = Pattern.compile("[^!-~]|[\"<>\\\\^`{|}?#]");
    private static final Pattern HIDDEN_CONTROL =
            Pattern.compile("%([01][0-9a-f]|7f|2e|2f|5c)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DOTS = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");

    /**
     * Reads it, and looks at its form alone.
     *
     * @param allowed the schemes that it may have
     * @throws SourceRefusedException that says what is wrong, and shows no user or password
     */
    static GitUrl parse(String text, Set<GitScheme> allowed) {
        if (text.length() > LONGEST) {
            throw SourceRefusedException.url(
                    "repository_url may be " + LONGEST + " characters long, got " + text.length());
        }
        Matcher schemed = SCHEME.matcher(text);
        GitScheme scheme = schemed.matches() ? GitScheme.of(schemed.group(1)) : null;
        if (scheme == null || !allowed.contains(scheme)) {
            throw wrongScheme(schemed, scheme, allowed);
        }
        if (FORBIDDEN.matcher(text).find()) {
            throw SourceRefusedException.url(
                    "repository_url must hold plain ASCII without spaces, control characters and any of \"<>\\^`{|}?#");
        }
        Matcher parts = PARTS.matcher(schemed.group(2));
        if (!parts.matches()) {
            throw SourceRefusedException.url("repository_url must have a path, as in https://host/group/project.git");
        }
        String path = parts.group(2);
        if (path.equals("/")
                || HIDDEN_CONTROL.matcher(path).find()
                || DOTS.matcher(path).matches()) {
            throw SourceRefusedException.url("repository_url must have a path such as /group/project.git, without the"
                    + " parts \".\" and \"..\" and without control characters, dots or slashes behind a %");
        }
        return of(scheme, parts.group(1), path);
    }

    /** As it is written: without the scheme's own port. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme.wireName() + "://" + (user == null ? "" : user + "@") + shown
                + (port == scheme.port() ? "" : ":" + port) + path;
    }

    private static GitUrl of(GitScheme scheme, String authority, String path) {
        int at = authority.lastIndexOf('@');
        String user = scheme == GitScheme.SSH ? user(authority, at) : null;
        if (user == null && at >= 0) {
            throw SourceRefusedException.url("repository_url must not hold a user or password: put them into the file"
                    + " that the worker's clone.credentials-file names");
        }
        Matcher parts = AUTHORITY.matcher(authority.substring(at + 1));
        if (!parts.matches()) {
            throw SourceRefusedException.url("repository_url must name its host as host or host:port");
        }
        Host host = Host.parse(parts.group(1));
        int port = parts.group(2) == null ? scheme.port() : Integer.parseInt(parts.group(2));
        if (port < 1 || port > 65_535) {
            throw SourceRefusedException.url("repository_url must have a port from 1 to 65535, got " + port);
        }
        return new GitUrl(scheme, user, host.name(), port, path);
    }

    private static String user(String authority, int at) {
        String user = authority.substring(0, Math.max(0, at));
        if (!USER.matcher(user).matches()) {
            throw SourceRefusedException.url("repository_url must name a user without a password, as in"
                    + " ssh://git@host/group/project.git: the worker has a key");
        }
        return user;
    }

    private static SourceRefusedException wrongScheme(
            Matcher schemed, @Nullable GitScheme scheme, Set<GitScheme> allowed) {
        if (scheme == GitScheme.SSH) {
            return SourceRefusedException.url(
                    "repository_url must begin with https://, got ssh://: ssh is off until the"
                            + " setting " + GitUrlRule.SCHEMES.name()
                            + " of gateways and workers is https,ssh, and workers have"
                            + " clone.ssh-key-file and clone.ssh-known-hosts-file");
        }
        String got = schemed.matches() ? schemed.group(1).toLowerCase(Locale.ROOT) + "://" : "something else";
        return SourceRefusedException.url("repository_url must begin with https://"
                + (allowed.contains(GitScheme.SSH) ? " or ssh://" : "") + ", got "
                + got.substring(0, Math.min(LONGEST_SHOWN, got.length())));
    }
}
