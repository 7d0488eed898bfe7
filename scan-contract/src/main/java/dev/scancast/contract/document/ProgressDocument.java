package dev.scancast.contract.document;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The full state of a scan at one moment: what stands at {@code scan:status:<id>} and is published on
 * {@code scan:progress:<id>}. On the wire the names are in snake_case; {@code progress-document.schema.json} beside
 * this class describes it for other languages.
 *
 * @param scanId the scan it tells of
 * @param epoch the writer's fencing token
 * @param seq 1, 2, 3 ... over the whole scan
 * @param attempt 1 for the first worker, 2 after a takeover ...; 0 while nobody has begun
 * @param step the last status that was not terminal, so that a failure shows where it happened
 * @param progress percent, 0 to 100, never falling
 * @param repository a name for people
 * @param currentFile relative to the repository, null where none is being read
 * @param totalFiles null until discovering has counted them
 * @param etaSeconds seconds left, null until it can be told
 * @param error set exactly if the status is {@code error}
 * @param report whether a report is stored; null before the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"scan_id", "epoch", "seq", "attempt", "status", "step", "progress", "message"})
public record ProgressDocument(
        ScanId scanId,
        long epoch,
        long seq,
        int attempt,
        ScanStatus status,
        ScanStatus step,
        double progress,
        String message,
        @Nullable String repository,
        @Nullable String currentFile,
        List<ScanStep> steps,
        long filesScanned,
        @Nullable Long totalFiles,
        long nodesFound,
        long findings,
        long fileErrors,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double etaSeconds,
        @Nullable Double etaLowSeconds,
        @Nullable Double etaHighSeconds,
        @Nullable Instant startedAt,
        Instant updatedAt,
        @Nullable ScanError error,
        @Nullable Boolean report) {

    /** @throws IllegalArgumentException if a value is out of its range */
    public ProgressDocument {
        if (!(progress >= 0 && progress <= 100)) {
            throw new IllegalArgumentException("progress must be 0-100, got " + progress);
        }
        if (step.isTerminal()) {
            throw new IllegalArgumentException("step must not be terminal, got " + step);
        }
        if (seq < 0 || epoch < 0) {
            throw new IllegalArgumentException("epoch and seq must not be negative, got " + epoch + "-" + seq);
        }
        steps = List.copyOf(steps);
        if (steps.size() > ScanStep.MOST) {
            throw new IllegalArgumentException("at most " + ScanStep.MOST + " steps, got " + steps.size());
        }
    }

    /** Its place in the scan's order. */
    @JsonIgnore
    public DocumentVersion version() {
        return new DocumentVersion(epoch, seq);
    }

    /** A builder that starts from this document. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** A document of a scan of which nothing is known yet but its id: queued, 0 %. */
    public static Builder builder(ScanId scanId) {
        return new Builder(scanId);
    }

    /** Builds documents. Not thread-safe; what isn't set keeps its value. */
    public static final class Builder {
        private final ScanId scanId;
        private long epoch;
        private long seq;
        private int attempt;
        private ScanStatus status = ScanStatus.QUEUED;
        private ScanStatus step = ScanStatus.QUEUED;
        private double progress;
        private String message = "";
        private @Nullable String repository;
        private @Nullable String currentFile;
        private List<ScanStep> steps = List.of();
        private long filesScanned;
        private @Nullable Long totalFiles;
        private long nodesFound;
        private long findings;
        private long fileErrors;
        private @Nullable Double etaSeconds;
        private @Nullable Double etaLowSeconds;
        private @Nullable Double etaHighSeconds;
        private @Nullable Instant startedAt;
        private Instant updatedAt = Instant.EPOCH;
        private @Nullable ScanError error;
        private @Nullable Boolean report;

        private Builder(ScanId scanId) {
            this.scanId = scanId;
        }

        private Builder(ProgressDocument from) {
            this.scanId = from.scanId;
            this.epoch = from.epoch;
            this.seq = from.seq;
            this.attempt = from.attempt;
            this.status = from.status;
            this.step = from.step;
            this.progress = from.progress;
            this.message = from.message;
            this.repository = from.repository;
            this.currentFile = from.currentFile;
            this.steps = from.steps;
            this.filesScanned = from.filesScanned;
            this.totalFiles = from.totalFiles;
            this.nodesFound = from.nodesFound;
            this.findings = from.findings;
            this.fileErrors = from.fileErrors;
            this.etaSeconds = from.etaSeconds;
            this.etaLowSeconds = from.etaLowSeconds;
            this.etaHighSeconds = from.etaHighSeconds;
            this.startedAt = from.startedAt;
            this.updatedAt = from.updatedAt;
            this.error = from.error;
            this.report = from.report;
        }

        public Builder version(long epoch, long seq) {
            this.epoch = epoch;
            this.seq = seq;
            return this;
        }

        public Builder attempt(int attempt) {
            this.attempt = attempt;
            return this;
        }

        /** Sets the status, and the step too unless the status is terminal. */
        public Builder status(ScanStatus status) {
            this.status = status;
            if (!status.isTerminal()) {
                this.step = status;
            }
            return this;
        }

        public Builder progress(double percent) {
            this.progress = percent;
            return this;
        }

        public Builder message(String message) {
            this.message = message;
            return this;
        }

        public Builder repository(@Nullable String repository) {
            this.repository = repository;
            return this;
        }

        public Builder currentFile(@Nullable String currentFile) {
            this.currentFile = currentFile;
            return this;
        }

        public Builder steps(List<ScanStep> steps) {
            this.steps = steps;
            return this;
        }

        public Builder filesScanned(long filesScanned) {
            this.filesScanned = filesScanned;
            return this;
        }

        public Builder totalFiles(@Nullable Long totalFiles) {
            this.totalFiles = totalFiles;
            return this;
        }

        public Builder nodesFound(long nodesFound) {
            this.nodesFound = nodesFound;
            return this;
        }

        public Builder findings(long findings) {
            this.findings = findings;
            return this;
        }

        public Builder fileErrors(long fileErrors) {
            this.fileErrors = fileErrors;
            return this;
        }

        /** Seconds left and their range; nulls where it can't be told. */
        public Builder eta(@Nullable Double seconds, @Nullable Double low, @Nullable Double high) {
            this.etaSeconds = seconds;
            this.etaLowSeconds = low;
            this.etaHighSeconds = high;
            return this;
        }

        public Builder startedAt(@Nullable Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        public Builder error(@Nullable ScanError error) {
            this.error = error;
            return this;
        }

        public Builder report(@Nullable Boolean report) {
            this.report = report;
            return this;
        }

        /**
         * The document.
         *
         * @throws IllegalArgumentException if a value is out of its range
         */
        public ProgressDocument build() {
            return new ProgressDocument(
                    scanId,
                    epoch,
                    seq,
                    attempt,
                    status,
                    step,
                    progress,
                    message,
                    repository,
                    currentFile,
                    steps,
                    filesScanned,
                    totalFiles,
                    nodesFound,
                    findings,
                    fileErrors,
                    etaSeconds,
                    etaLowSeconds,
                    etaHighSeconds,
                    startedAt,
                    updatedAt,
                    error,
                    report);
        }
    }
}
