package dev.scancast.scanner.source;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a file can't be scanned, for people: short, without a stack trace and without a path of this machine. */
public final class FailureReason {

    private static final int LONGEST = 200;

    private FailureReason() {}

    /** The reason in a failure to read. */
    public static String of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "it vanished while the scan ran";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileSystemLoopException) {
            return "it is a loop of links";
        }
        if (failure instanceof CharacterCodingException) {
            return "its name can't be read";
        }
        if (failure instanceof FileSystemException onFile) {
            return shown(onFile.getReason(), failure);
        }
        return shown(failure.getMessage(), failure);
    }

    private static String shown(@Nullable String reason, Throwable failure) {
        if (reason == null || reason.isBlank()) {
            return "it can't be read (" + failure.getClass().getSimpleName() + ")";
        }
        String text = PrintableText.of(reason.strip());
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return cut.substring(0, 1).toLowerCase(Locale.ROOT) + cut.substring(1);
    }
}
