package dev.scancast.scanner.engine;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A version that changes when code does. */
final class CodeDigest {
    private static final Logger LOG = LoggerFactory.getLogger(CodeDigest.class);

    private CodeDigest() {}

    /** Of the class's package and all below it; where the code can't be looked at, one that never comes again. */
    static String of(Class<?> type) {
        String folder = type.getPackageName().replace('.', '/') + "/";
        try {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            if (source != null) {
                Path place = Path.of(source.getLocation().toURI());
                return Files.isDirectory(place) ? ofDirectory(place, folder) : ofJar(place, folder);
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            LOG.warn("the code of {} can't be looked at: nothing it finds is taken from a cache", folder, e);
        }
        return UUID.randomUUID().toString();
    }

    private static String ofDirectory(Path place, String folder) throws IOException {
        CRC32 crc = new CRC32();
        List<Path> files;
        try (Stream<Path> found = Files.walk(place.resolve(folder))) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            crc.update(place.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            crc.update(Files.readAllBytes(file));
        }
        return Long.toHexString(crc.getValue());
    }

    private static String ofJar(Path place, String folder) throws IOException {
        CRC32 crc = new CRC32();
        try (JarFile jar = new JarFile(place.toFile())) {
            jar.stream()
                    .filter(entry -> entry.getName().startsWith(folder))
                    .map(CodeDigest::line)
                    .sorted()
                    .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        }
        return Long.toHexString(crc.getValue());
    }

    private static String line(ZipEntry entry) {
        return entry.getName() + " " + entry.getCrc() + " " + entry.getSize() + "\n";
    }
}
