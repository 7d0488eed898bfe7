package dev.scancast.gateway.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param subject whose scans it starts and sees; empty where nobody is told apart
 * @param scopes what it may do beyond that
 * @param expiresAt until when that is proved; null for ever
 */
public record Caller(
        String subject, Set<String> scopes, @Nullable Instant expiresAt) {

    /** To see everybody's scans, and nobody's. */
    public static final String READ_ALL = "scans:read:all";

    /** To stop them. */
    public static final String CANCEL_ALL = "scans:cancel:all";

    /** Everybody, where there is no authentication: may do everything. */
    public static final Caller ANYBODY = new Caller("", Set.of(READ_ALL, CANCEL_ALL), null);

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Whether it sees all scans there are. */
    public boolean readsAll() {
        return scopes.contains(READ_ALL);
    }

    /**
     * Whether it may see what belongs to the owner.
     *
     * @param owner empty or null for nobody: then only {@link #READ_ALL} helps
     */
    public boolean mayRead(@Nullable String owner) {
        return readsAll() || isOwner(owner);
    }

    /** Whether it may stop what belongs to the owner. */
    public boolean mayCancel(@Nullable String owner) {
        return scopes.contains(CANCEL_ALL) || isOwner(owner);
    }

    private boolean isOwner(@Nullable String owner) {
        return owner != null && !owner.isEmpty() && owner.equals(subject);
    }
}
