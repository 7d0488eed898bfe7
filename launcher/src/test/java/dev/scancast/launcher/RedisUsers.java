package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Redis' users with the rules that the documentation gives, and nobody else. */
final class RedisUsers {
    static final String WORKER = "scancast-worker";
    static final String GATEWAY = "scancast-gateway";
    static final String PASSWORD = "pass.word-of-redis";

    private static final Path PAGE = Path.of("..", "docs", "security.md");

    private RedisUsers() {}

    /** The rules of a user, as the page has them. */
    static List<String> rules(String user) {
        try (Stream<String> lines = Files.lines(PAGE)) {
            List<String> found = lines.filter(line -> line.startsWith("ACL SETUSER " + user + " "))
                    .toList();
            assertThat(found).as("rules of " + user + " in " + PAGE).hasSize(1);
            String line = found.get(0).replace(">password", ">" + PASSWORD);
            return Stream.of(line.split(" ")).skip(3).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets up both on every server, and shuts out whoever logs in by no name but the test itself. */
    static void on(Collection<OwnRedis> servers) {
        for (OwnRedis server : servers) {
            for (String user : List.of(WORKER, GATEWAY)) {
                set(server, user, rules(user));
            }
        }
    }

    static void set(OwnRedis server, String user, List<String> rules) {
        server.command(
                "ACL", Stream.concat(Stream.of("SETUSER", user), rules.stream()).toArray(String[]::new));
    }

    /** The commands that both may use, in lower case. */
    static Set<String> allowedCommands() {
        return Stream.of(WORKER, GATEWAY)
                .flatMap(user -> rules(user).stream())
                .filter(rule -> rule.startsWith("+"))
                .map(rule -> rule.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
