package dev.scancast.launcher;

import dev.scancast.contract.document.ScanStatus;

/** How every command ends. */
enum ExitCode {
    /** The scan completed, or the command did what it was asked. */
    COMPLETED(0),
    /** The scan ended in error. */
    ERROR(1),
    /** The command line, a setting or an id is wrong. */
    USAGE(2),
    /** The scan was canceled. */
    CANCELED(3),
    /** Redis or the gateway can't be reached. */
    UNREACHABLE(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** How a command ends that watched a scan to this end. */
    static ExitCode of(ScanStatus end) {
        return switch (end) {
            case COMPLETED -> COMPLETED;
            case CANCELED -> CANCELED;
            case ERROR -> ERROR;
            case QUEUED, CLONING, DISCOVERING, SCANNING, AGGREGATING, WRITING ->
                throw new IllegalArgumentException(end + " is no end");
        };
    }
}
