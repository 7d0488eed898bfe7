package dev.scancast.contract.redis;

import dev.scancast.contract.document.ScanId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Every key and channel of the Redis contract, and the only place that spells them. In a Redis Cluster the id stands
 * in braces, so that all keys of a scan, and its channels, share a slot. Immutable.
 */
public final class ScanKeys {

    /** Stream of requests that are ready for a worker. */
    public static final String QUEUE = "scan:queue";

    /** The consumer group of {@link #QUEUE}. */
    public static final String QUEUE_GROUP = "scanners";

    /** String: the gateway that sweeps now. */
    public static final String SWEEPER = "scan:sweeper";

    /** Sorted set of scans not known to have ended: may name too many, never too few. */
    public static final String LIVE = "scan:live";

    /** Sorted set of scans by start time in milliseconds. */
    public static final String HISTORY = "scan:history";

    /** Channel by which workers hear of cancels. */
    public static final String CONTROL = "scan:control";

    /** What every worker's key begins with. */
    public static final String WORKER_PREFIX = "scan:worker:";

    /** Sorted set of the workers' names by the time of their last sign of life, so that nobody has to SCAN. */
    public static final String WORKERS = "scan:workers";

    /** Set of the names of the backlogs that hold scans; may name empty ones. */
    public static final String BACKLOGS = "scan:backlogs";

    /** String: the gateway that moves scans from the backlogs into the queue now. */
    public static final String MOVER = "scan:mover";

    /** Set of the ids of batches that are being taken in: what a gateway that died left half done stands here. */
    public static final String OPEN_BATCHES = "scan:batches";

    /** Channel by which every new id is told, whoever owns it: that of the owner without a name. */
    public static final String NEWS = owner("");

    private static final ScanKeys PLAIN = new ScanKeys(false);
    private static final ScanKeys HASH_TAGGED = new ScanKeys(true);

    private final boolean hashTagged;

    private ScanKeys(boolean hashTagged) {
        this.hashTagged = hashTagged;
    }

    /** The names on a standalone or Sentinel Redis: {@code scan:status:<id>}. */
    public static ScanKeys plain() {
        return PLAIN;
    }

    /** The names in a Redis Cluster: {@code scan:status:{<id>}}. */
    public static ScanKeys hashTagged() {
        return HASH_TAGGED;
    }

    /** Whether progress goes by sharded pub/sub (SPUBLISH, SSUBSCRIBE), as it does in a Cluster. */
    public boolean usesShardedChannels() {
        return hashTagged;
    }

    /** The command that publishes. */
    public String publishCommand() {
        return hashTagged ? "SPUBLISH" : "PUBLISH";
    }

    /** String: the current progress document. */
    public String status(ScanId scan) {
        return of("scan:status:", scan);
    }

    /** Channel: each progress document. */
    public String progressChannel(ScanId scan) {
        return of("scan:progress:", scan);
    }

    /** Hash: epoch, seq, percent, attempt, owner, request, queued, started_at, terminal. */
    public String meta(ScanId scan) {
        return of("scan:meta:", scan);
    }

    /** String: {@code <epoch> <worker>} of who holds the scan. */
    public String lease(ScanId scan) {
        return of("scan:lease:", scan);
    }

    /** String: somebody wants the scan stopped. */
    public String cancel(ScanId scan) {
        return of("scan:cancel:", scan);
    }

    /** Stream of log lines, and the channel of the same name. */
    public String log(ScanId scan) {
        return of("scan:log:", scan);
    }

    /** String: the report, gzipped JSON. */
    public String report(ScanId scan) {
        return of("scan:report:", scan);
    }

    /** List: the ids of an owner's scans, or a batch's, beyond its fair share in the queue. */
    public static String backlog(String subject) {
        return backlogNamed(backlogName(subject));
    }

    /** What {@link #BACKLOGS} calls the backlog of an owner. */
    public static String backlogName(String subject) {
        return hash(subject);
    }

    /** What {@link #BACKLOGS} calls the backlog of a batch. */
    public static String batchBacklogName(String batch) {
        return hash("batch:" + batch);
    }

    /** The backlog of that name. */
    public static String backlogNamed(String name) {
        return "scan:backlog:" + name;
    }

    /** Hash: which scans of the backlog of that name are in the queue or running. */
    public static String shareNamed(String name) {
        return "scan:share:" + name;
    }

    /** String: a worker's record. */
    public static String worker(String name) {
        return WORKER_PREFIX + name;
    }

    /** Sorted set of an owner's scans by start time, and the channel that tells new ids. */
    public static String owner(String subject) {
        return "scan:owner:" + hash(subject);
    }

    /** Hash: the scans of a batch. */
    public static String batch(String id) {
        return "scan:batch:" + id;
    }

    /** String, JSON: what a batch was asked for with, and its scans in order. No id of a batch holds a colon. */
    public static String batchRequest(String id) {
        return batch(id) + ":request";
    }

    /** Sorted set of a repository's scans by the time they were asked for. */
    public static String repository(String pathOrUrl) {
        return "scan:repository:" + hash(pathOrUrl);
    }

    /** String: a one-time ticket. */
    public static String ticket(String ticket) {
        return "scan:ticket:" + ticket;
    }

    /** String and channel: a gateway's probe. */
    public static String gateway(String gateway) {
        return "scan:gateway:" + gateway;
    }

    /**
     * String and sharded channel: a gateway's probe of one primary of a Cluster.
     *
     * @param number one whose slot that primary has; no scan's id begins with a point, so this is never its marker's
     */
    public static String gatewayAt(String gateway, int number) {
        return gateway(gateway) + ":{." + number + "}";
    }

    /** The gateway's channel in the slot of a scan: where the marker of a read goes. In a Cluster it has a slot each. */
    public String marker(String gateway, ScanId scan) {
        return hashTagged ? gateway(gateway) + ":{" + scan.value() + "}" : gateway(gateway);
    }

    /** The subject in key names: base64url of its SHA-256, so that no subject can forge a key. */
    static String hash(String subject) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private String of(String prefix, ScanId scan) {
        return hashTagged ? prefix + "{" + scan.value() + "}" : prefix + scan.value();
    }
}
