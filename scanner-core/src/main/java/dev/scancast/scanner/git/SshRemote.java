package dev.scancast.scanner.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.eclipse.jgit.transport.RemoteSession2;

/** An ssh connection on which JGit runs the server's end of a fetch. What comes is counted. */
final class SshRemote implements RemoteSession2 {
    /** What ssh itself ends with where the server has not said how its command ended. */
    private static final int BROKEN_OFF = 255;

    private static final Duration EXIT_PATIENCE = Duration.ofSeconds(1);

    private final SshClient client;
    private final ClientSession session;
    private final GuardedNetwork network;

    /** @param client is stopped with it */
    SshRemote(SshClient client, ClientSession session, GuardedNetwork network) {
        this.client = client;
        this.session = session;
        this.network = network;
    }

    @Override
    public Process exec(String command, int timeoutSeconds) throws IOException {
        return exec(command, Map.of(), timeoutSeconds);
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeoutSeconds) throws IOException {
        ChannelExec channel = session.createExecChannel(command, null, environment);
        channel.open().verify(Duration.ofMillis(network.idleMillis()));
        return new Remote(channel);
    }

    @Override
    public void disconnect() {
        client.stop();
    }

    private final class Remote extends Process {
        private final ChannelExec channel;

        Remote(ChannelExec channel) {
            this.channel = channel;
        }

        @Override
        public OutputStream getOutputStream() {
            return channel.getInvertedIn();
        }

        @Override
        public InputStream getInputStream() {
            return network.counted(channel.getInvertedOut());
        }

        @Override
        public InputStream getErrorStream() {
            return channel.getInvertedErr();
        }

        @Override
        public int waitFor() {
            return exitValue();
        }

        @Override
        public int exitValue() {
            Set<ClientChannelEvent> unused = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), EXIT_PATIENCE);
            Integer status = channel.getExitStatus();
            return status == null ? BROKEN_OFF : status;
        }

        @Override
        public void destroy() {
            var unused = channel.close(true);
        }
    }
}
