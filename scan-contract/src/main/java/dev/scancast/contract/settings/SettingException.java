package dev.scancast.contract.settings;

import org.jspecify.annotations.Nullable;

/** A setting is wrong: the message names it, its value, where it came from and what is allowed. Ends the start. */
public final class SettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingException(String message) {
        super(message);
    }

    public SettingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
