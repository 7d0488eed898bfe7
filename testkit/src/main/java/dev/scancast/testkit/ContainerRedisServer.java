package dev.scancast.testkit;

import com.redis.testcontainers.RedisContainer;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/**
 * A Redis in a container of the host's network, so that it listens on loopback, on the port it is told, and finds
 * others there, as a local one does.
 */
final class ContainerRedisServer implements RedisServer {
    private static final String IMAGE = System.getProperty("redis.image", "redis:7.4-alpine");

    private final RedisContainer container;
    private boolean gone;

    private ContainerRedisServer(RedisContainer container) {
        this.container = container;
    }

    static boolean isDockerAvailable() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    // close() is what kill() does.
    @SuppressWarnings("resource")
    static ContainerRedisServer start(List<String> arguments) {
        RedisContainer container = new RedisContainer(IMAGE);
        container.setExposedPorts(List.of());
        container.withNetworkMode("host");
        container.withCommand(arguments.toArray(String[]::new));
        container.start();
        return new ContainerRedisServer(container);
    }

    @Override
    public long pid() {
        Long pid = container.getCurrentContainerInfo().getState().getPidLong();
        if (pid == null) {
            throw new TestkitException("the container " + container.getContainerId() + " has no process");
        }
        return pid;
    }

    @Override
    public synchronized boolean isAlive() {
        return !gone && container.isRunning();
    }

    @Override
    public synchronized void kill() {
        if (!gone) {
            gone = true;
            container.stop(); // kills and removes the container
        }
    }

    @Override
    public void suspend() {
        container
                .getDockerClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void resume() {
        container
                .getDockerClient()
                .unpauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public synchronized String output() {
        return gone ? "" : container.getLogs();
    }
}
