package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanKeys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Answers that name no command, and ends that nobody asked for. */
class ShardCommandsTest {
    private static final Topic ONE = Topic.progress(new ScanId("one"));
    private static final Topic TWO = Topic.progress(new ScanId("two"));

    private final ShardCommands commands = new ShardCommands();
    private final List<String> wire = new ArrayList<>();

    @Test
    void aConfirmationIsOfTheFirstCommandForItsChannel() {
        send(true, ONE, 1);
        send(false, ONE, 0);
        send(true, ONE, 2);
        assertThat(wire).containsExactly("subscribe one 1", "unsubscribe one 0", "subscribe one 2");
        assertThat(generationOf(commands.subscribed(channel(ONE)))).isEqualTo(1);
        assertThat(commands.unsubscribed(channel(ONE))).isNull();
        assertThat(commands.topicOf(channel(ONE))).as("asked for again").isEqualTo(ONE);
        assertThat(generationOf(commands.subscribed(channel(ONE)))).isEqualTo(2);
    }

    @Test
    void theChannelOfMarkersConfirmsNothing() {
        send(true, ONE, 1);
        assertThat(commands.subscribed("scan:gateway:g:{one}")).isNull();
        assertThat(commands.topicOf("scan:gateway:g:{one}")).isNull();
    }

    @Test
    void movedNamesTheSlotAndSoTheSubscriptionWhateverElseWaits() {
        send(true, ONE, 1);
        send(true, TWO, 2);
        assertThat(generationOf(commands.moved(slot(TWO)))).isEqualTo(2);
        assertThat(commands.topicOf(channel(TWO))).isNull();
        assertThat(generationOf(commands.subscribed(channel(ONE)))).isEqualTo(1);
        assertThat(commands.moved(slot(TWO))).as("of nothing").isNull();
    }

    @Test
    void anEndThatNobodyAskedForTellsWhoseItWas() {
        send(true, ONE, 1);
        commands.subscribed(channel(ONE));
        assertThat(commands.unsubscribed(channel(ONE))).isEqualTo(ONE);
        assertThat(commands.unsubscribed(channel(ONE))).isNull();
    }

    /** Redis ended it when the slot left, and refuses the end that was asked for in the same moment. */
    @Test
    void anEndThatWasAskedForAsTheSlotLeftIsNobodys() {
        send(true, ONE, 1);
        commands.subscribed(channel(ONE));
        send(false, ONE, 0);
        send(true, TWO, 2);
        assertThat(commands.unsubscribed(channel(ONE))).isNull();
        assertThat(commands.moved(slot(ONE))).as("not taken for the other's").isNull();
        assertThat(generationOf(commands.subscribed(channel(TWO)))).isEqualTo(2);
    }

    private void send(boolean subscribes, Topic topic, long generation) {
        commands.send(
                new ShardCommands.Sent(subscribes, topic, channel(topic), slot(topic), generation),
                () -> wire.add((subscribes ? "subscribe " : "unsubscribe ") + topic.scan() + " " + generation));
    }

    private static long generationOf(ShardCommands.Sent sent) {
        assertThat(sent).isNotNull();
        return sent.generation();
    }

    private static String channel(Topic topic) {
        return topic.channel(ScanKeys.hashTagged());
    }

    private static int slot(Topic topic) {
        return JedisClusterCRC16.getSlot(channel(topic));
    }
}
