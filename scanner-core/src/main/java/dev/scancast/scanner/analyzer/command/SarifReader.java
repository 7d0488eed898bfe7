package dev.scancast.scanner.analyzer.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.scancast.scanner.analyzer.AnalyzerFailedException;
import dev.scancast.scanner.analyzer.TreeAnalysis;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a SARIF log twice as a stream: first what findings refer to, which may stand after them, then the findings. It
 * holds the rules and artifacts of a log, and one result. Confined to one thread.
 */
final class SarifReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final TreeAnalysis analysis;
    private final List<Run> runs = new ArrayList<>();
    private boolean hasVersion;

    SarifReader(TreeAnalysis analysis) {
        this.analysis = analysis;
    }

    /** What the results of a run refer to. */
    private record Run(SarifRules rules, SarifPlaces places) {}

    /** Goes through a run whose beginning was read. */
    @FunctionalInterface
    private interface RunReader {
        void read(JsonParser in, int number) throws IOException;
    }

    /**
     * Tells every finding in it.
     *
     * @throws AnalyzerFailedException if it is no SARIF 2.1.0; findings before the place where it breaks were told
     */
    void read(Path sarif) throws AnalyzerFailedException, IOException {
        try {
            readRuns(sarif, this::readReferences);
            if (!hasVersion) {
                throw new AnalyzerFailedException("it wrote no SARIF of version 2.1.0", null);
            }
            readRuns(sarif, this::readResults);
        } catch (JsonProcessingException e) {
            throw new AnalyzerFailedException(
                    "it wrote no SARIF: " + e.getOriginalMessage() + " at line "
                            + e.getLocation().getLineNr(),
                    e);
        } catch (SarifJson.CutException e) {
            throw new AnalyzerFailedException("it wrote no SARIF: " + e.getMessage(), e);
        }
    }

    private void readRuns(Path sarif, RunReader reader) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(sarif), 1 << 16);
                JsonParser in = JSON.createParser(raw)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new SarifJson.CutException("it holds no object");
            }
            int[] number = {0};
            SarifJson.forEachField(in, field -> {
                switch (field) {
                    case "version" -> hasVersion = SarifJson.text(in).equals("2.1.0");
                    case "runs" -> SarifJson.forEachElement(in, () -> reader.read(in, number[0]++));
                    default -> in.skipChildren();
                }
            });
        }
    }

    private void readReferences(JsonParser in, int number) throws IOException {
        Run run = new Run(new SarifRules(), new SarifPlaces(analysis.root()));
        runs.add(run);
        SarifJson.forEachField(in, field -> {
            analysis.check();
            switch (field) {
                case "tool" -> {
                    run.rules.readTool(in);
                    if (!run.rules.toolVersion().isBlank()) {
                        analysis.version(run.rules.toolVersion());
                    }
                }
                case "originalUriBaseIds" -> run.places.readBases(in);
                case "artifacts" -> run.places.readArtifacts(in);
                default -> in.skipChildren();
            }
        });
    }

    private void readResults(JsonParser in, int number) throws IOException {
        Run run = runs.get(number);
        SarifJson.forEachField(in, field -> {
            switch (field) {
                case "results" ->
                    SarifJson.forEachElement(in, () -> {
                        analysis.check();
                        SarifResult result = SarifResult.read(in);
                        result.finding(run.rules, run.places).ifPresent(analysis::found);
                    });
                case "invocations" ->
                    SarifJson.forEachElement(
                            in, () -> SarifJson.forEachField(in, inner -> readInvocation(in, inner, run)));
                default -> in.skipChildren();
            }
        });
    }

    /** A notification is about the run, often about a file that could not be read as a program. */
    private void readInvocation(JsonParser in, String field, Run run) throws IOException {
        if (!field.equals("toolExecutionNotifications") && !field.equals("toolConfigurationNotifications")) {
            in.skipChildren();
            return;
        }
        SarifJson.forEachElement(in, () -> {
            analysis.check();
            SarifResult notification = SarifResult.read(in);
            String path = notification.path(run.places);
            if (path != null && notification.isError()) {
                analysis.failed(path, notification.message(run.rules));
            } else {
                analysis.said(notification.message(run.rules));
            }
        });
    }
}
