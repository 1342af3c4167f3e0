package onggi.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.bytes.SystemClock;
import onggi.engine.CommandFamily;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Keyspace;
import onggi.resp.RequestLimits;

/** A server on a free port of the loopback interface. */
final class TestServer implements AutoCloseable {

    private static final int SHARDS_PER_LOOP = 16;
    private static final int DATABASES = 16;
    private static final long SEED = 42;

    final Engine engine;
    final NetSettings settings = new NetSettings();
    final NetServer net;
    final Listener listener;

    TestServer() throws IOException {
        this(1, 0);
    }

    TestServer(int loops, int port) throws IOException {
        List<CommandFamily> families = new ArrayList<>(NetFamilies.all());
        families.add(SampleCommands.family());
        CommandTable commands = CommandTable.of(families);
        Keyspace keyspace =
                new Keyspace(
                        Memory::best,
                        loops == 1 ? 1 : Integer.highestOneBit(SHARDS_PER_LOOP * loops),
                        DATABASES,
                        SEED,
                        loops > 1);
        engine =
                new Engine(
                        keyspace,
                        commands,
                        new EngineSettings(),
                        SystemClock.INSTANCE,
                        new SeededRandom(SEED));
        net = new NetServer(engine, settings, new RequestLimits(), loops);
        listener = net.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        net.start();
    }

    int port() {
        return listener.port();
    }

    @Override
    public void close() {
        net.stop();
    }

    /**
     * Serves until the process ends, for measurements: arguments are the port and the number of
     * event loops.
     */
    public static void main(String[] args) throws Exception {
        int loops = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        try (TestServer server = new TestServer(loops, Integer.parseInt(args[0]))) {
            server.net.loops().getFirst().awaitEnd();
        }
    }
}
