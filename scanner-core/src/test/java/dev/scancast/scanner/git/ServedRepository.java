package dev.scancast.scanner.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;

/** Repositories for a {@link GitServer}. */
public final class ServedRepository {
    private static final int NOISE = 50_000;

    private ServedRepository() {}

    /** So many small Java files in a few directories. */
    public static void ofJavaFiles(Path directory, int files) throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (int i = 0; i < files; i++) {
            content.put("src/p" + i % 20 + "/A" + i + ".java", "class A" + i + " { int x; void f() {} }\n");
        }
        try (TestRepository repository = new TestRepository(directory)) {
            repository.commit("main", content);
        }
    }

    /** So many bytes that don't compress. */
    public static void ofNoise(Path directory, long bytes) throws IOException {
        Random random = new Random(7);
        Map<String, TestRepository.TreeEntry> entries = new TreeMap<>();
        try (TestRepository repository = new TestRepository(directory)) {
            for (int i = 0; (long) i * NOISE < bytes; i++) {
                byte[] noise = new byte[NOISE];
                random.nextBytes(noise);
                entries.put("f" + i, new TestRepository.TreeEntry(FileMode.REGULAR_FILE, repository.blob(noise)));
            }
            repository.commit("main", repository.rawTree(entries));
        }
    }
}
