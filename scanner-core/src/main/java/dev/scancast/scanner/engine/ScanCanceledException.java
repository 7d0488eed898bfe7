package dev.scancast.scanner.engine;

/** The scan stopped because the {@link CancelSignal} said so. */
public final class ScanCanceledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ScanCanceledException() {
        super("the scan was canceled");
    }
}
