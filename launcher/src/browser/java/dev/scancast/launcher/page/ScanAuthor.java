package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.redis.WriteResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Writes a scan's documents as a worker does: fenced, numbered. Not thread-safe. */
final class ScanAuthor {
    private final Redis redis;
    private final FencedWriter writer;
    private final ScanLog log;
    private final ScanId scan;
    private ProgressDocument last;

    private ScanAuthor(Redis redis, FencedWriter writer, ProgressDocument last) {
        this.redis = redis;
        this.writer = writer;
        this.log = new ScanLog(redis);
        this.scan = last.scanId();
        this.last = last;
    }

    /** Takes the lease of a new scan and writes its first document, {@code queued}. */
    static ScanAuthor begin(Redis redis, String repository) {
        ScanId scan = ScanId.create();
        FencedWriter writer = new FencedWriter(redis);
        Acquisition acquisition = writer.acquireLease(scan, "author");
        assertThat(acquisition).isInstanceOf(Acquisition.Granted.class);
        Fence fence = ((Acquisition.Granted) acquisition).fence();
        // Nobody renews it, and no test takes so long.
        redis.commands().expire(redis.keys().lease(scan), 600);
        redis.commands().zadd(ScanKeys.LIVE, (double) System.currentTimeMillis(), scan.value());
        ScanAuthor author = new ScanAuthor(
                redis,
                writer,
                ProgressDocument.builder(scan)
                        .version(fence.epoch(), 0)
                        .attempt(1)
                        .repository(repository)
                        .build());
        author.write(document -> document.message("Waiting for a worker"));
        redis.commands().publish(ScanKeys.owner(""), scan.value());
        return author;
    }

    ScanId scan() {
        return scan;
    }

    /** Writes the last document with a change. */
    void write(UnaryOperator<ProgressDocument.Builder> change) {
        ProgressDocument next = change.apply(last.toBuilder()
                        .version(last.epoch(), last.seq() + 1)
                        .updatedAt(Instant.now()))
                .build();
        WriteResult result = writer.write(next, FencedWriter.Origin.NONE);
        assertThat(result.answer()).isEqualTo(WriteResult.Answer.OK);
        last = next;
    }

    /** So many of 2,890 files are scanned, as of a scan that began a while ago. */
    void scanned(int files) {
        double share = files / 2890.0;
        double left = (1 - share) * 41;
        write(document -> document.status(ScanStatus.SCANNING)
                .progress(5 + 85 * share)
                .message("Scanning file " + String.format("%,d", files) + " of 2,890")
                .currentFile("src/main/java/org/springframework/context/support/GenericApplicationContext.java")
                .filesScanned(files)
                .totalFiles(2890L)
                .nodesFound(files * 14L + 7)
                .findings(files / 170)
                .fileErrors(files > 1000 ? 2 : 0)
                .startedAt(Instant.now().minusMillis((long) (share * 41_000)))
                .eta(left, left * 0.8, left * 1.25)
                .steps(List.of(
                        new ScanStep("discovering", ScanStep.State.DONE, null),
                        new ScanStep("structure", ScanStep.State.RUNNING, 100 * share),
                        new ScanStep("flawfinder", ScanStep.State.PENDING, null))));
    }

    /** The way to the end, as a worker goes it: writing, the report, 100 %, completed. */
    void complete() {
        complete(SampleReport.of(last.repository(), 2890));
    }

    void complete(Map<String, Object> report) {
        scanned(2890);
        write(document -> document.status(ScanStatus.AGGREGATING).progress(92).currentFile(null));
        write(document -> document.status(ScanStatus.WRITING).progress(96).message("Writing the report"));
        storeReport(report);
        write(document -> document.progress(100));
        log.end(scan);
        write(document -> document.status(ScanStatus.COMPLETED)
                .progress(100)
                .message("Completed")
                .eta(null, null, null)
                .steps(List.of(
                        new ScanStep("discovering", ScanStep.State.DONE, null),
                        new ScanStep("structure", ScanStep.State.DONE, null),
                        new ScanStep("flawfinder", ScanStep.State.DONE, null)))
                .report(true));
        end();
    }

    void fail(ScanError error) {
        log.end(scan);
        write(document -> document.status(ScanStatus.ERROR)
                .message("The scan failed")
                .eta(null, null, null)
                .error(error));
        end();
    }

    void cancel() {
        log.end(scan);
        write(document -> document.status(ScanStatus.CANCELED).message("Canceled").eta(null, null, null));
        end();
    }

    /** Writes lines to the log, all of a level. */
    void log(ScanLog.Level level, String... messages) {
        log.append(
                scan,
                Stream.of(messages)
                        .map(message -> new ScanLog.Line(Instant.now(), level, message))
                        .toList());
    }

    private void storeReport(Map<String, Object> report) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(Json.write(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        redis.commands()
                .set(redis.keys().report(scan).getBytes(StandardCharsets.UTF_8), zipped.toByteArray());
    }

    private void end() {
        redis.commands().zrem(ScanKeys.LIVE, scan.value());
        redis.commands().zadd(ScanKeys.HISTORY, (double) System.currentTimeMillis(), scan.value());
    }
}
