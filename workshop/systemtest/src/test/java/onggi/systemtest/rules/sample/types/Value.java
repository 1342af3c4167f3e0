package onggi.systemtest.rules.sample.types;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import onggi.systemtest.rules.sample.bytes.Text;
import onggi.systemtest.rules.sample.resp.Writer;

/** A value that does everything a value must not. */
public final class Value {

    /** Uses a room it may use. */
    public Text text() {
        return new Text();
    }

    /** Uses a room it may not use. */
    public long written() {
        return new Writer().write(this);
    }

    /** Reads clocks and draws lots. */
    public long now() {
        return System.nanoTime()
                + Instant.now().toEpochMilli()
                + new Random().nextInt()
                + ThreadLocalRandom.current().nextInt();
    }

    /** Opens a connection. */
    public SocketChannel connection() throws IOException {
        return SocketChannel.open();
    }

    /** Reads a file. */
    public String content(Path file) throws IOException {
        return Files.readString(file);
    }
}
