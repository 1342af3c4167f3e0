package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import onggi.types.CollectionLimits;

/**
 * A real server beside which stores are run: the same commands must give the same replies, effects
 * and key events, and leave the same data.
 */
final class SideBySide implements AutoCloseable {

    private static final String MARKER = "SET marker";

    private final RealServer server = RealServer.redis("--enable-debug-command", "yes");
    private final RespClient control = server.connect(2);
    private final RespClient listener;
    private final ReplicaStream replica;
    private final RespClient[] clients = {server.connect(2), server.connect(3)};
    private BinaryOperator<String> reply = (command, text) -> text;
    private UnaryOperator<List<String>> effects = UnaryOperator.identity();

    SideBySide() {
        control.call("CONFIG", "SET", "notify-keyspace-events", "AnE");
        listener = server.connect(2);
        listener.call("PSUBSCRIBE", "__keyevent@*__:*");
        replica = new ReplicaStream(server.port());
    }

    /** Returns a connection for the server's settings. */
    RespClient control() {
        return control;
    }

    /**
     * Sets what of a reply is compared, if not every byte.
     *
     * @param compared makes it from the command's name and the reply
     */
    SideBySide replies(BinaryOperator<String> compared) {
        this.reply = compared;
        return this;
    }

    /** Sets what of the effects is compared, if not all. */
    SideBySide effects(UnaryOperator<List<String>> compared) {
        this.effects = compared;
        return this;
    }

    /** Runs the steps on both sides, in the real time of day, and compares. */
    void compare(int protocol, Consumer<CollectionLimits> limits, List<List<String>> steps) {
        RespClient client = clients[protocol - 2];
        client.call("FLUSHALL");
        client.call("SELECT", "0");
        control.call("SET", "marker", "begin");
        replica.until(MARKER);
        events();
        control.call("DEL", "marker");
        replica.until("DEL marker");
        try (TestStore store = new TestStore(4)) {
            limits.accept(store.engine().keyspace().limits());
            store.clock().advanceMs(System.currentTimeMillis() - TestStore.START_MS);
            store.speak(protocol);
            store.events();
            store.effects();
            for (List<String> step : steps) {
                String[] arguments = step.toArray(String[]::new);
                String name = step.getFirst();
                assertThat(reply.apply(name, ask(store, arguments)))
                        .as("reply to %s", step)
                        .isEqualTo(reply.apply(name, client.call(arguments)));
            }
            store.check();
            assertThat(ask(store, "DEBUG", "DIGEST")).isEqualTo(client.call("DEBUG", "DIGEST"));
            control.call("SET", "marker", "end");
            List<String> theirs = events();
            theirs.remove("del marker");
            theirs.remove("new marker");
            assertThat(store.events()).as("events").isEqualTo(theirs);
            assertThat(effects.apply(store.effects()))
                    .as("effects")
                    .isEqualTo(effects.apply(replica.until(MARKER)));
            store.run("FLUSHALL");
        }
    }

    private static String ask(TestStore store, String... arguments) {
        if (arguments[0].equals("SELECT")) {
            store.client().select(Integer.parseInt(arguments[1])); // a command of the network
            return "+OK\r\n";
        }
        return new String(store.client().runRaw(arguments), StandardCharsets.ISO_8859_1);
    }

    private List<String> events() {
        List<String> events = new ArrayList<>();
        while (true) {
            Wire.Value message = Wire.parse(listener.frameBytes());
            String channel = message.parts().get(2).text();
            String key = message.parts().get(3).text();
            String event = channel.substring(channel.indexOf(':') + 1) + " " + key;
            if (event.equals("set marker")) {
                return events;
            }
            events.add(event);
        }
    }

    @Override
    public void close() {
        replica.close();
        server.close();
    }
}
