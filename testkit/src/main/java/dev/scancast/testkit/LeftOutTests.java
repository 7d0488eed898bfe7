package dev.scancast.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Notes each test that was left out, and why, in the file that the build prints at its end: a machine that lacks
 * something must not look like one that passed. Found by JUnit as a service.
 */
public final class LeftOutTests implements TestExecutionListener {
    private static final String FILE_PROPERTY = "scancast.left-out";

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.ABORTED) {
            note(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    private static void note(TestIdentifier test, String reason) {
        String file = System.getProperty(FILE_PROPERTY);
        if (file == null) {
            return;
        }
        String line = name(test) + ": " + reason.strip().replaceAll("\\s+", " ").replace("Assumption failed: ", "");
        try {
            Path path = Path.of(file);
            Files.createDirectories(path.getParent());
            Files.writeString(
                    path, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new TestkitException("cannot note a test that was left out in " + file, e);
        }
    }

    private static String name(TestIdentifier test) {
        String display = test.getDisplayName();
        return test.getSource()
                .map(source -> {
                    if (source instanceof MethodSource method) {
                        String simple = method.getClassName().replaceAll(".*\\.", "") + "." + method.getMethodName();
                        return display.startsWith(method.getMethodName()) ? simple : simple + " " + display;
                    }
                    return source instanceof ClassSource type
                            ? type.getClassName().replaceAll(".*\\.", "")
                            : display;
                })
                .orElse(display);
    }
}
