package dev.scancast.gateway.faults;

/** What goes wrong in the random runs. */
enum Fault {
    REDIS_KILLED_AND_EMPTY("Redis killed, back empty", Lane.STANDALONE),
    REDIS_SUSPENDED("Redis SIGSTOPped for 0.3-5 s", Lane.STANDALONE),
    CLIENT_PAUSE("CLIENT PAUSE for 0.3-4 s", Lane.STANDALONE),
    PUBSUB_KILLED("CLIENT KILL TYPE pubsub", Lane.STANDALONE),
    OUTPUT_BUFFER("output-buffer limit hit", Lane.STANDALONE),
    HALF_OPEN("half-open link for 0.3-6 s", Lane.STANDALONE),
    FAIL_OVER("Sentinel fail-over that loses the last writes", Lane.SENTINEL),
    OLD_PRIMARY("replaced primary that still answers", Lane.SENTINEL),
    GATEWAY_KILLED("gateway killed -9 behind HAProxy", Lane.GATEWAY),
    GATEWAY_DRAINED("gateway drained behind HAProxy", Lane.GATEWAY),
    CUT_BY_PROXY("connection cut by a proxy after 2.9 s", Lane.CLIENT),
    CLIENT_STALLED("client that stalls for 0.5-4 s", Lane.CLIENT),
    CLIENT_TRICKLES("client that reads a byte a moment", Lane.CLIENT),
    CLIENT_VANISHED("client that vanishes without FIN", Lane.CLIENT),
    JOIN_AT_THE_END("join in the moment of the last message", Lane.CLIENT),
    JOIN_IN_BETWEEN("join between a foreign SET and its PUBLISH", Lane.CLIENT),
    TAKEN_OVER("take-over in a new epoch, the old worker goes on", Lane.PUBLISHER),
    BEGAN_AGAIN("foreign publisher begins again at seq 1", Lane.PUBLISHER),
    END_NOT_PUBLISHED("publish of the end lost", Lane.PUBLISHER);

    /** Who does it. */
    enum Lane {
        STANDALONE,
        SENTINEL,
        GATEWAY,
        CLIENT,
        PUBLISHER
    }

    private final String text;
    private final Lane lane;

    Fault(String text, Lane lane) {
        this.text = text;
        this.lane = lane;
    }

    String text() {
        return text;
    }

    Lane lane() {
        return lane;
    }
}
