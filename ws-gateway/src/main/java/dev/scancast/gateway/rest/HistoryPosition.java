package dev.scancast.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.web.Problem;
import java.util.Base64;

/**
 * A scan's place in the list of all, newest first: it stays the same for as long as the scan is known, so that what
 * becomes new shifts no page.
 *
 * @param since when the scan was asked for, in ms
 * @param scan its id, which orders those of the same time
 */
record HistoryPosition(double since, String scan) implements Comparable<HistoryPosition> {
    private static final String SEPARATOR = " ";

    /** Newest first. */
    @Override
    public int compareTo(HistoryPosition other) {
        int byTime = Double.compare(other.since, since);
        return byTime != 0 ? byTime : other.scan.compareTo(scan);
    }

    /** What a client is given, to ask for what comes after. */
    String cursor() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((since + SEPARATOR + scan).getBytes(UTF_8));
    }

    /** @throws ProblemException if the text is no {@link #cursor} */
    static HistoryPosition of(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split(SEPARATOR, -1);
            if (parts.length == 2 && ScanId.isValid(parts[1])) {
                double since = Double.parseDouble(parts[0]);
                if (Double.isFinite(since)) {
                    return new HistoryPosition(since, parts[1]);
                }
            }
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        throw wrong();
    }

    private static ProblemException wrong() {
        return new ProblemException(
                Problem.Code.INVALID_VALUE,
                "cursor must be the text that was given as next, together with its filters");
    }
}
