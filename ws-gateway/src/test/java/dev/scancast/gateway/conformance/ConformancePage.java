package dev.scancast.gateway.conformance;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of the docs that lists the cases. */
final class ConformancePage {
    private static final String HEAD = """
            # Conformance to RFC 6455

            What the gateway answers to a WebSocket client that does everything right, and to one that doesn't: %d cases,
            each a test on bare sockets against a real gateway (`ConformanceTest`). This page is written by that test
            and held equal to its cases (`-Dconformance.write=true` writes it anew), so every row is what was seen. A number
            alone is an HTTP status before the upgrade and a close code after it. After a code of 1002, 1007 or 1009 nothing
            more of the peer is looked at, and the gateway ends TCP of itself: FIN, and after five seconds an end in any case.

            | part | cases |
            |---|---|
            %s

            ## Who answers

            Before there was anything of ours, Tyrus on Grizzly failed 50 of the 262 cases that there were then. What it does
            in them, and what does it right here:

            | Tyrus and Grizzly alone | here |
            |---|---|
            | any method, HTTP/1.0, a body, and keys of any length or number are upgraded; what is missing is 500 or 404 | `HandshakeCheck` |
            | frames in the segment of the handshake are dropped | `SocketFilter` |
            | unmasked frames, lengths in more bytes than needed | `FrameCheck` |
            | an announced length is waited for, up to the buffer; then 1011, not 1009 | `FrameCheck`: 1009 at the header |
            | close codes 1012 to 1014, which IANA registered, are 1002 | `PeerCloseCode` |
            | invalid UTF-8 is only seen when its frame is whole | `Utf8Check`, at the byte |
            | its own Close ends TCP at once; unread bytes make that an RST, which can cost the peer what was sent before | `WebSocketOutlet`: waits for the peer's Close, sends FIN, reads to the end |
            | its answer to a Close overtakes what our own threads still have to say | `WebSocketOutlet`: one queue, one order |
            | a segment larger than its buffer, of frames however small, is 1011 | `CheckedReads`: what is buffered is one message |
            | pongs go to a queue without a bound for a peer that doesn't read | `WebSocketOutlet`: beyond 4 KiB only the newest ping is answered |

            Sending costs none of it: the checks stand where clients' bytes are read.

            ## Where we chose

            * A length in more bytes than it needs is 1002. Section 5.2 says MUST, many servers let it pass.
            * A Close without a code is answered by 1000, other codes by themselves, without the reason.
            * 1012 to 1014 are taken from clients too: they are registered, whatever they may mean from that side.
            * A binary message, and text that is none of the messages we know, are 1008: allowed by the RFC, not here.
            * Clients have little to say: 16 KiB a message, over all its fragments.
            * A handshake that isn't finished 30 s after the connection began is cut off (`SlowHandshakeTest`).
            """;

    private ConformancePage() {}

    static String of(Map<String, List<Case>> groups) {
        StringBuilder counts = new StringBuilder();
        int all = 0;
        for (Map.Entry<String, List<Case>> group : groups.entrySet()) {
            counts.append("| ")
                    .append(group.getKey())
                    .append(" | ")
                    .append(group.getValue().size())
                    .append(" |\n");
            all += group.getValue().size();
        }
        StringBuilder page =
                new StringBuilder(HEAD.formatted(all, counts.toString().stripTrailing()));
        groups.forEach((name, cases) -> page.append("\n## ")
                .append(name)
                .append("\n\n| § | the peer | the gateway |\n|---|---|---|\n")
                .append(cases.stream().map(Case::row).collect(Collectors.joining("\n")))
                .append('\n'));
        return page.toString();
    }
}
