package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A moving bar, for a person at a terminal. */
final class BarDisplay implements ScanDisplay {
    /** The bar counts tenths of a percent. */
    private static final int STEPS_OF_A_PERCENT = 10;

    private static final int UPDATE_MILLIS = 100;

    private final PrintStream out;
    private final ProgressBar bar;
    private volatile @Nullable Duration left;

    BarDisplay(PrintStream out) {
        this.out = out;
        this.bar = new ProgressBarBuilder()
                .setTaskName("scan")
                .setInitialMax(100L * STEPS_OF_A_PERCENT)
                .setUnit("%", STEPS_OF_A_PERCENT)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setEtaFunction(state -> Optional.ofNullable(left))
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .build();
    }

    @Override
    public void show(JsonNode document) {
        JsonNode eta = document.path("eta_seconds");
        left = eta.isNumber() ? Duration.ofSeconds(Math.round(eta.asDouble())) : null;
        bar.stepTo(Math.round(DocumentText.percent(document) * STEPS_OF_A_PERCENT));
        bar.setExtraMessage(" " + DocumentText.status(document) + " " + DocumentText.details(document));
    }

    @Override
    public void note(String text) {
        bar.setExtraMessage(" " + text);
    }

    @Override
    public void close() {
        bar.refresh();
        bar.close();
        out.flush();
    }
}
