package dev.scancast.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.commands.ProtocolCommand;

/** Any command, and its answer as text. */
final class RedisReplies {
    private RedisReplies() {}

    static ProtocolCommand command(String name) {
        return () -> name.getBytes(StandardCharsets.UTF_8);
    }

    static @Nullable Object decode(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> list) {
            List<@Nullable Object> decoded = new ArrayList<>();
            list.forEach(item -> decoded.add(decode(item)));
            return decoded;
        }
        return reply;
    }
}
