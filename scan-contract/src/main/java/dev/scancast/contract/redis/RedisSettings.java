package dev.scancast.contract.redis;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How Redis is reached and how long what stands there lives.
 *
 * @param caFile of the authorities that Redis' certificate is checked by; empty for Java's own
 * @param timeout for connecting and for each answer
 * @param statusTtl life of status, cancel and log after the last write
 * @param metaTtl life of meta and history
 * @param reportTtl life of reports
 * @param leaseTtl life of leases and worker records
 * @param leaseRenewal how often both are renewed
 * @param logLines about how many log lines are kept
 */
public record RedisSettings(
        RedisUrl url,
        String caFile,
        Duration timeout,
        Duration statusTtl,
        Duration metaTtl,
        Duration reportTtl,
        Duration leaseTtl,
        Duration leaseRenewal,
        int logLines) {

    public static final Setting<RedisUrl> URL = Setting.of(
                    "redis", "redis://127.0.0.1:6379", RedisUrl.ALLOWED, "Where Redis is.", RedisUrl::parse)
            .secret();
    public static final Setting<String> CA_FILE = Setting.text(
            "redis.ca-file",
            "",
            "a file of certificates in PEM; empty for the authorities that Java knows",
            "By which authorities the certificate of a Redis with TLS is checked.");
    public static final Setting<Duration> TIMEOUT = Setting.duration(
            "redis.timeout", "2s", "100ms", "60s", "How long to wait for a connection to Redis and for its answers.");
    public static final Setting<Duration> STATUS_TTL = Setting.duration(
            "status.ttl", "1h", "10s", "30d", "How long a scan's status and log stand after the last write.");
    public static final Setting<Duration> META_TTL =
            Setting.duration("meta.ttl", "30d", "1h", "365d", "How long a scan's end and its history are remembered.");
    public static final Setting<Duration> REPORT_TTL =
            Setting.duration("report.ttl", "7d", "1m", "365d", "How long a report stands.");
    public static final Setting<Duration> LEASE_TTL =
            Setting.duration("lease.ttl", "15s", "1s", "10m", "How long a worker that is silent keeps its scans.");
    public static final Setting<Duration> LEASE_RENEWAL = Setting.duration(
            "lease.renewal", "5s", "100ms", "5m", "How often a worker renews its leases and its record.");
    public static final Setting<Integer> LOG_LINES =
            Setting.integer("log.lines", 1000, 10, 100_000, "About how many log lines of a scan are kept.");

    /** @throws SettingException if a single renewal that fails could lose a lease, or TLS is only half wanted */
    public RedisSettings {
        if (!caFile.isEmpty() && !url.tls()) {
            throw new SettingException("redis.ca-file is for TLS, and " + url + " has none: begin the URL with rediss");
        }
        if (leaseRenewal.multipliedBy(2).compareTo(leaseTtl) > 0) {
            throw new SettingException("lease.renewal must be at most half of lease.ttl, got " + leaseRenewal.toMillis()
                    + "ms and " + leaseTtl.toMillis() + "ms");
        }
    }

    /** All of them. */
    public static final List<Setting<?>> CATALOG =
            List.of(URL, CA_FILE, TIMEOUT, STATUS_TTL, META_TTL, REPORT_TTL, LEASE_TTL, LEASE_RENEWAL, LOG_LINES);

    /** The values in force. */
    public static RedisSettings from(Settings settings) {
        return new RedisSettings(
                settings.get(URL),
                settings.get(CA_FILE),
                settings.get(TIMEOUT),
                settings.get(STATUS_TTL),
                settings.get(META_TTL),
                settings.get(REPORT_TTL),
                settings.get(LEASE_TTL),
                settings.get(LEASE_RENEWAL),
                settings.get(LOG_LINES));
    }
}
