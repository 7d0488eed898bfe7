package dev.scancast.launcher.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.Commands;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each line of docs/troubleshooting.md, run while its cause is there, says what the page says. The gateways are of this
 * process: starting one in a JVM of its own took 3 to 5 s, for each of fourteen causes.
 */
class TroubleshootingTest {
    private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- situation: (\\S+) -->\n```sh\n(.*?)```\n```text\n(.*?)```\n", Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static OwnRedis redis;

    @BeforeAll
    static void start() {
        for (String program : List.of("curl", "redis-cli", "grep")) {
            Assumptions.assumeTrue(Commands.onPath(program).isPresent(), program + " is not on the PATH");
        }
        redis = OwnRedis.start();
    }

    @AfterAll
    static void end() {
        if (redis != null) {
            redis.close();
        }
    }

    private record Block(Situation situation, List<String> commands, List<String> expected) {}

    @TestFactory
    Stream<DynamicTest> eachLineTellsTheCause() throws IOException {
        List<Block> blocks = blocks();
        assertThat(blocks.stream().map(Block::situation).distinct())
                .as("every situation has a place on the page")
                .hasSize(Situation.values().length);
        return Arrays.stream(Situation.values())
                .map(situation -> DynamicTest.dynamicTest(situation.name(), () -> {
                    try (TroubledGateway gateway = new TroubledGateway(redis, directory)) {
                        situation.bringAbout(gateway);
                        for (Block block : blocks) {
                            if (block.situation() == situation) {
                                says(gateway, block);
                            }
                        }
                    }
                }));
    }

    private static void says(TroubledGateway gateway, Block block) {
        AtomicReference<String> said = new AtomicReference<>("");
        Pattern expected = pattern(block.expected());
        String commands = String.join("\n", block.commands());
        try {
            await(commands)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> expected.matcher(run(gateway, commands, said)).find());
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(commands + "\nsaid\n" + said.get() + "\ninstead of\n" + block.expected(), e);
        }
    }

    /** The lines in this order, each whole; others may stand between them, as headers do. */
    private static Pattern pattern(List<String> lines) {
        String joined = lines.stream()
                .filter(line -> !line.equals("…"))
                .map(line ->
                        Arrays.stream(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .collect(Collectors.joining("$(?:.|\n)*?^"));
        return Pattern.compile("^" + joined + "$", Pattern.MULTILINE);
    }

    private static String run(TroubledGateway gateway, String commands, AtomicReference<String> said)
            throws IOException, InterruptedException {
        gateway.writeLog();
        String adapted = commands.replace("\n", "\necho\n") // not each ends its line
                .replace("localhost:8000", gateway.authority())
                .replace(
                        "redis-cli ", "redis-cli --no-raw -p " + gateway.redis().port() + " ");
        Path output = Files.createTempFile(gateway.directory(), "said", ".txt");
        Process process = new ProcessBuilder("sh", "-c", adapted)
                .directory(gateway.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(adapted).isTrue();
        String text = Files.readString(output).replace("\r", "");
        said.set(text);
        return text;
    }

    private static List<Block> blocks() throws IOException {
        String page = Files.readString(PAGE);
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            blocks.add(new Block(
                    Situation.named(block.group(1)),
                    block.group(2).lines().toList(),
                    block.group(3).lines().toList()));
        }
        assertThat(page.split("```sh\n", -1)).as("no block is left out").hasSize(blocks.size() + 1);
        return blocks;
    }
}
