package dev.scancast.scanner.cache;

import dev.scancast.scanner.analyzer.FileResult;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.engine.structure.NodeKind;
import dev.scancast.scanner.report.Lines;
import dev.scancast.scanner.report.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result as bytes. Enum constants go by name, so that a newer version reads or refuses what an older one wrote. */
final class ResultCodec {
    private ResultCodec() {}

    static byte[] encode(FileResult result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeText(out, result.language());
            writeNumber(out, result.lines().code());
            writeNumber(out, result.lines().comment());
            writeNumber(out, result.lines().blank());
            writeNumber(out, result.lines().text());
            writeNodes(out, result.nodes());
            writeNumber(out, result.tags());
            writeNumber(out, result.findings().size());
            for (Finding finding : result.findings()) {
                writeText(out, finding.rule());
                out.writeUTF(finding.severity().name());
                writeText(out, finding.message());
                writeNumber(out, finding.line());
                writeText(out, finding.trait());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if these are no bytes of a result */
    static FileResult decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String language = readText(in);
            Lines lines = new Lines(readNumber(in), readNumber(in), readNumber(in), readNumber(in));
            NodeCounts nodes = readNodes(in);
            int tags = readSize(in);
            int count = readSize(in);
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String rule = readText(in);
                Severity severity = Severity.valueOf(in.readUTF());
                String message = readText(in);
                findings.add(new Finding(
                        rule == null ? "" : rule,
                        severity,
                        message == null ? "" : message,
                        null,
                        readSize(in),
                        readText(in)));
            }
            return new FileResult(language, lines, nodes, tags, findings);
        } catch (IllegalArgumentException e) {
            throw new IOException("no result", e);
        }
    }

    private static void writeNodes(DataOutput out, NodeCounts nodes) throws IOException {
        List<NodeKind> kinds = List.of(NodeKind.values()).stream()
                .filter(kind -> nodes.of(kind) > 0)
                .toList();
        writeNumber(out, kinds.size());
        for (NodeKind kind : kinds) {
            out.writeUTF(kind.name());
            writeNumber(out, nodes.of(kind));
        }
    }

    private static NodeCounts readNodes(DataInput in) throws IOException {
        int count = readSize(in);
        if (count == 0) {
            return NodeCounts.NONE;
        }
        Map<NodeKind, Integer> counts = new EnumMap<>(NodeKind.class);
        for (int i = 0; i < count; i++) {
            counts.put(NodeKind.valueOf(in.readUTF()), readSize(in));
        }
        return NodeCounts.of(counts);
    }

    private static void writeText(DataOutput out, @Nullable String text) throws IOException {
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        writeNumber(out, text == null ? 0 : utf8.length + 1L);
        out.write(utf8);
    }

    private static @Nullable String readText(DataInput in) throws IOException {
        int length = readSize(in);
        if (length == 0) {
            return null;
        }
        if (length > RememberedResults.LARGEST_RESULT) {
            throw new IOException("no result");
        }
        byte[] utf8 = new byte[length - 1];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Seven bits a byte, the lowest first, as most numbers are small. */
    static void writeNumber(DataOutput out, long number) throws IOException {
        long rest = number;
        while (rest > 0x7F) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long readNumber(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = in.readByte();
            number |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return number;
            }
        }
        throw new IOException("no number");
    }

    static int readSize(DataInput in) throws IOException {
        long number = readNumber(in);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IOException("no size: " + number);
        }
        return (int) number;
    }
}
