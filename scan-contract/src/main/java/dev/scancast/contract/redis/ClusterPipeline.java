package dev.scancast.contract.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * A pipeline over the nodes of a cluster, one connection for each as long as it is open. A command without a key goes
 * where the one before it went. What a node refuses since the slot is elsewhere or on the move, is sent once more by
 * itself, to where it belongs; so a slot's move fails no pipeline. Confined to one thread.
 */
final class ClusterPipeline extends AbstractPipeline {
    private final ClusterConnectionProvider map;
    private final CommandExecutor executor;
    private final Map<HostAndPort, Connection> connections = new LinkedHashMap<>();
    private final Map<HostAndPort, List<Queued>> queued = new LinkedHashMap<>();
    private @Nullable HostAndPort previous;

    private record Queued(CommandArguments command, Response<?> response) {}

    /** @param executor runs single commands, and follows redirections */
    ClusterPipeline(ClusterConnectionProvider map, CommandExecutor executor, CommandObjects commands) {
        super(commands);
        this.map = map;
        this.executor = executor;
    }

    @Override
    protected <T> Response<T> appendCommand(CommandObject<T> command) {
        HostAndPort node = nodeOf(command.getArguments());
        previous = node;
        Response<T> response = new Response<>(command.getBuilder());
        queued.computeIfAbsent(node, key -> new ArrayList<>()).add(new Queued(command.getArguments(), response));
        return response;
    }

    private HostAndPort nodeOf(CommandArguments command) {
        Set<Integer> slots = command.getKeyHashSlots();
        if (slots.size() > 1) {
            throw new IllegalArgumentException("the keys of " + command.getCommand() + " are in several slots");
        }
        HostAndPort node =
                slots.isEmpty() ? anyNode() : map.getNode(slots.iterator().next());
        if (node == null) {
            throw new JedisClusterOperationException("no node of the cluster has slot " + slots);
        }
        return node;
    }

    private @Nullable HostAndPort anyNode() {
        return previous != null
                ? previous
                : map.getPrimaryNodes().keySet().stream()
                        .findAny()
                        .map(HostAndPort::from)
                        .orElse(null);
    }

    @Override
    public void sync() {
        List<Queued> refused = new ArrayList<>();
        boolean isWhole = false;
        try {
            queued.forEach((node, commands) -> {
                Connection connection = connections.computeIfAbsent(node, map::getConnection);
                commands.forEach(each -> connection.sendCommand(each.command()));
            });
            queued.forEach((node, commands) -> {
                List<Object> answers =
                        connections.computeIfAbsent(node, map::getConnection).getMany(commands.size());
                for (int i = 0; i < answers.size(); i++) {
                    if (belongsElsewhere(answers.get(i))) {
                        refused.add(commands.get(i));
                    } else {
                        commands.get(i).response().set(answers.get(i));
                    }
                }
            });
            isWhole = true;
        } finally {
            queued.clear();
            if (!isWhole) {
                // Some may hold answers that nobody took: whoever got such a connection next would read them as its
                // own.
                connections.values().forEach(Connection::setBroken);
            }
        }
        refused.forEach(this::sendAlone);
    }

    private static boolean belongsElsewhere(Object answer) {
        return answer instanceof JedisRedirectionException
                || (answer instanceof JedisDataException e && ClusterClient.isTryAgain(e));
    }

    private void sendAlone(Queued queued) {
        try {
            queued.response()
                    .set(executor.executeCommand(new CommandObject<>(queued.command(), BuilderFactory.RAW_OBJECT)));
        } catch (JedisDataException e) {
            queued.response().set(e);
        }
    }

    /** Gives its connections back; what wasn't synced is sent first. */
    @Override
    public void close() {
        try {
            if (!queued.isEmpty()) {
                sync();
            }
        } finally {
            connections.values().forEach(Connection::close);
            connections.clear();
        }
    }
}
