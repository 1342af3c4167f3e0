package onggi.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import onggi.bytes.Clock;
import onggi.bytes.SystemClock;
import org.jspecify.annotations.Nullable;

/**
 * The log of the server program: one line a message, in the format that tools for Redis read.
 *
 * <pre>{@code 4711:M 21 Nov 2026 06:42:56.123 * Ready to accept connections tcp}</pre>
 *
 * <p>Thread-safe. It is on the way to the first reply, so it formats by hand and initializes
 * nothing of java.time or java.util.logging.
 */
public final class Log {

    /** How much a message matters, least first. */
    public enum Level {
        DEBUG('.'),
        VERBOSE('-'),
        NOTICE('*'),
        WARNING('#'),
        NOTHING(' ');

        private final char mark;

        Level(char mark) {
            this.mark = mark;
        }
    }

    private static final Object LOCK = new Object();
    private static final OutputStream OUTPUT = new FileOutputStream(FileDescriptor.out);

    private static Clock clock = SystemClock.INSTANCE;
    private static volatile Level least = Level.NOTICE;
    private static volatile char role = 'C';
    private static @Nullable String file;

    private Log() {}

    /** Sets the least level that is written. */
    public static void level(Level level) {
        least = level;
    }

    /** Sets the letter behind the process id: C while starting, M as a primary, S as a replica. */
    static void role(char letter) {
        role = letter;
    }

    /**
     * Sends the log to the end of a file, which is opened anew for every line so that it can be
     * moved away.
     *
     * @throws IOException when the file cannot be opened
     */
    static void toFile(String path) throws IOException {
        new FileOutputStream(path, true).close();
        synchronized (LOCK) {
            file = path;
        }
    }

    /** Returns whether messages of a level are written. */
    public static boolean isOn(Level level) {
        return level.compareTo(least) >= 0;
    }

    /** Writes a message. */
    public static void write(Level level, String message) {
        if (isOn(level)) {
            StringBuilder line = new StringBuilder(message.length() + 48);
            line.append(ProcessInfo.pid()).append(':').append(role).append(' ');
            LocalTime.append(line, clock.nowMs());
            line.append(' ').append(level.mark).append(' ').append(message).append('\n');
            writeRaw(line.toString());
        }
    }

    /** Writes a message and where it came from. */
    static void write(Level level, String message, Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        write(level, message + "\n" + trace);
    }

    static void notice(String message) {
        write(Level.NOTICE, message);
    }

    static void warning(String message) {
        write(Level.WARNING, message);
    }

    /** Writes text as it is. */
    static void writeRaw(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        synchronized (LOCK) {
            try {
                if (file == null) {
                    OUTPUT.write(bytes);
                } else {
                    try (OutputStream out = new FileOutputStream(file, true)) {
                        out.write(bytes);
                    }
                }
            } catch (IOException e) {
                // Nowhere to say it: the log itself is what cannot be written. The server goes on.
                return;
            }
        }
    }
}
