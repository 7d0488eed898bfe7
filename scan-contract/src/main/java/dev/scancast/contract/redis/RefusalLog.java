package dev.scancast.contract.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells each right that is lacking once: many ask for the same, over and over. Thread-safe. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    /** Texts name keys, and of those there is no end. */
    private static final int MOST = 20;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    void tell(Throwable failure) {
        RedisRefusal.in(failure).filter(RedisRefusal::isOfRights).ifPresent(refusal -> {
            if (told.size() < MOST && told.add(refusal.advice())) {
                LOG.error("{}", refusal.advice());
            }
        });
    }
}
