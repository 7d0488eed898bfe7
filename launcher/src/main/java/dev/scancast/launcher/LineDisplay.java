package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Plain lines, for where nobody looks or a log is written: each change of status, each step of percent, a sign of life. */
final class LineDisplay implements ScanDisplay {
    private static final double PERCENT_STEP = 5;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private final PrintStream out;
    private String status = "";
    private double percent;
    private long printedAt = System.nanoTime();

    LineDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(JsonNode document) {
        String newStatus = DocumentText.status(document);
        double newPercent = DocumentText.percent(document);
        boolean due = !newStatus.equals(status)
                || newPercent >= percent + PERCENT_STEP
                || System.nanoTime() - printedAt > LONGEST_SILENCE.toNanos();
        if (!due) {
            return;
        }
        status = newStatus;
        percent = newPercent;
        printedAt = System.nanoTime();
        String details = DocumentText.details(document);
        out.println(String.format(Locale.ROOT, "%5.1f %%  %-11s  %s", percent, status, details)
                .stripTrailing());
    }

    @Override
    public void note(String text) {
        out.println(text);
    }

    @Override
    public void close() {
        out.flush();
    }
}
