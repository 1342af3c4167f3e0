package onggi.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import org.jspecify.annotations.Nullable;

/** The last commands that took long, or were long, or had a long reply. Thread-safe. */
public final class CommandLog {

    /** What commands are remembered for. */
    enum Kind {
        SLOW("SLOW"),
        LARGE_REQUEST("LARGE-REQUEST"),
        LARGE_REPLY("LARGE-REPLY");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** More arguments are summed up in the last one. */
    static final int MAX_ARGUMENTS = 32;

    /** Longer arguments are cut. */
    static final int MAX_ARGUMENT_BYTES = 128;

    /** What the log shows as the client of commands that ran for a script. */
    private static final String SCRIPT_ADDRESS = "?:0";

    /**
     * A command that is remembered.
     *
     * @param amount microseconds that it took, or bytes of its request or reply
     */
    record Entry(
            long id,
            long timeSeconds,
            long amount,
            List<Bytes> arguments,
            String address,
            Bytes name) {}

    /** A command as the log shows it. */
    record Shown(List<Bytes> arguments, String address, Bytes name) {

        /** Returns what is shown of a command; without a session it ran for a script. */
        static Shown of(Call call, @Nullable ClientSession session) {
            return new Shown(
                    trimmed(call),
                    session == null ? SCRIPT_ADDRESS : session.address(),
                    session == null ? Bytes.EMPTY : session.name());
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long nextId;

    CommandLog() {}

    /** Adds a command; without a session it ran for a script. */
    void add(Call call, @Nullable ClientSession session, long amount, long nowMs, int maxEntries) {
        add(Shown.of(call, session), amount, nowMs, maxEntries);
    }

    /** Adds a command. */
    synchronized void add(Shown shown, long amount, long nowMs, int maxEntries) {
        if (maxEntries > 0) {
            entries.addFirst(
                    new Entry(
                            nextId++,
                            nowMs / 1000,
                            amount,
                            shown.arguments,
                            shown.address,
                            shown.name));
        }
        while (entries.size() > Math.max(0, maxEntries)) {
            entries.removeLast();
        }
    }

    private static List<Bytes> trimmed(Call call) {
        int argc = call.argc();
        int shown = Math.min(argc, MAX_ARGUMENTS);
        List<Bytes> arguments = new ArrayList<>(shown);
        for (int i = 0; i < shown; i++) {
            if (shown != argc && i == shown - 1) {
                arguments.add(Bytes.of("... (" + (argc - shown + 1) + " more arguments)"));
            } else if (Redaction.hides(call, i)) {
                arguments.add(Redaction.TEXT);
            } else {
                arguments.add(trimmed(call, i));
            }
        }
        return arguments;
    }

    private static Bytes trimmed(Call call, int i) {
        int length = call.length(i);
        if (length <= MAX_ARGUMENT_BYTES) {
            return call.bytes(i);
        }
        byte[] tail =
                Bytes.of("... (" + (length - MAX_ARGUMENT_BYTES) + " more bytes)").toByteArray();
        byte[] head = call.head(i, MAX_ARGUMENT_BYTES);
        byte[] text = Arrays.copyOf(head, MAX_ARGUMENT_BYTES + tail.length);
        System.arraycopy(tail, 0, text, MAX_ARGUMENT_BYTES, tail.length);
        return Bytes.wrap(text);
    }

    /** Returns the newest entries, newest first. */
    synchronized List<Entry> newest(long count) {
        return entries.stream().limit(count).toList();
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized void clear() {
        entries.clear();
    }
}
