package dev.scancast.testkit;

import org.jspecify.annotations.Nullable;

/** Something a test stands on could not be set up or did not do what it was told: the test can't tell anything. */
public final class TestkitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TestkitException(String message) {
        super(message);
    }

    TestkitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
