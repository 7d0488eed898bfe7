package dev.scancast.scanner.git;

import dev.scancast.contract.settings.SettingException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Users and passwords by host and port, from a file as git's credential store writes it. A host gets only what stands
 * there for it. Immutable; shows none of it.
 */
final class Credentials extends CredentialsProvider {
    private static final Pattern LINE = Pattern.compile("https://([^:@/]+):([^@/]+)@([^@/]+?)(?::([0-9]+))?/?");
    private static final int HTTPS_PORT = 443;

    private final Map<String, Login> logins;

    private record Login(String user, String password) {
        @Override
        public String toString() {
            return "***";
        }
    }

    private Credentials(Map<String, Login> logins) {
        this.logins = logins;
    }

    /**
     * Reads them.
     *
     * @param file null for none
     * @throws SettingException if it can't be read, or a line isn't as it must be; the line itself isn't shown
     */
    static Credentials read(@Nullable Path file) {
        Map<String, Login> logins = new HashMap<>();
        if (file == null) {
            return new Credentials(logins);
        }
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line.strip());
            if (!parts.matches()) {
                throw wrongLine(number, file);
            }
            try {
                int port = parts.group(4) == null ? HTTPS_PORT : Integer.parseInt(parts.group(4));
                logins.put(key(parts.group(3), port), new Login(decoded(parts.group(1)), decoded(parts.group(2))));
            } catch (IllegalArgumentException e) {
                throw wrongLine(number, file);
            }
        }
        return new Credentials(logins);
    }

    /** Whether there are any for the host. */
    boolean has(String host, int port) {
        return logins.containsKey(key(host, port));
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false; // such as the question whether to trust a certificate
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        Login login = logins.get(key(String.valueOf(uri.getHost()), uri.getPort() < 0 ? HTTPS_PORT : uri.getPort()));
        if (login == null || !supports(items)) {
            return false;
        }
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username user) {
                user.setValue(login.user);
            } else if (item instanceof CredentialItem.Password password) {
                password.setValue(login.password.toCharArray());
            }
        }
        return true;
    }

    private static SettingException wrongLine(int number, Path file) {
        return new SettingException(CloneSettings.CREDENTIALS_FILE.name() + ": line " + number + " of " + file
                + " must be https://user:token@host or https://user:token@host:port, with % codes for : / @");
    }

    private static Iterable<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new SettingException(
                    CloneSettings.CREDENTIALS_FILE.name() + " must be a file that can be read, got \"" + file + "\"",
                    e);
        }
    }

    private static String key(String host, int port) {
        return host.toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
