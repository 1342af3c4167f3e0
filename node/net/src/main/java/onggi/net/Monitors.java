package onggi.net;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import onggi.bytes.Bytes;
import onggi.bytes.Clock;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.Frame;
import onggi.resp.LooseArguments;

/** The sessions that see every command ({@code MONITOR}). Thread-safe. */
final class Monitors {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final List<ClientSession> sessions = new CopyOnWriteArrayList<>();

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    void add(ClientSession session) {
        session.monitoring(true);
        sessions.add(session);
    }

    void remove(ClientSession session) {
        if (session.isMonitoring()) {
            session.monitoring(false);
            sessions.remove(session);
        }
    }

    /** Shows a command of a client at an address, or of a script, to every monitor. */
    void show(String address, Call call, Clock clock) {
        byte[] line = line(address, call, clock.nowMicros());
        Frame frame = new Frame();
        frame.set(line, line.length, line, line.length);
        for (ClientSession session : sessions) {
            session.deliver(frame);
        }
    }

    private static byte[] line(String address, Call call, long nowUs) {
        Text text = new Text(64 + 32 * call.argc());
        text.add('+').add(nowUs / MICROS_PER_SECOND).add('.');
        long micros = nowUs % MICROS_PER_SECOND;
        for (long digit = MICROS_PER_SECOND / 10; digit > 0; digit /= 10) {
            text.add((int) ('0' + micros / digit % 10));
        }
        text.add(" [").add((long) call.session().database()).add(' ').add(address).add(']');
        for (int i = 0; i < call.argc(); i++) {
            text.add(" \"");
            if (Redaction.hides(call, i)) {
                Bytes hidden = Redaction.TEXT;
                text.escaped(hidden.unsafeArray(), 0, hidden.length());
            } else if (call.isLoose(i)) {
                byte[] head = call.head(i, LooseArguments.HEAD_BYTES);
                text.escaped(head, 0, head.length);
                text.add("... (").add((long) call.length(i) - head.length).add(" more bytes)");
            } else {
                text.escaped(call.buffer(), call.offset(i), call.length(i));
            }
            text.add('"');
        }
        return text.add("\r\n").bytes();
    }

    /** A growing byte text. */
    private static final class Text {

        private byte[] bytes;
        private int length;

        Text(int capacity) {
            bytes = new byte[capacity];
        }

        Text add(int b) {
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) b;
            return this;
        }

        Text add(String text) {
            for (int i = 0; i < text.length(); i++) {
                add(text.charAt(i));
            }
            return this;
        }

        Text add(long number) {
            byte[] digits = new byte[Numbers.MAX_LONG_LENGTH];
            int count = Numbers.write(number, digits, 0);
            for (int i = 0; i < count; i++) {
                add(digits[i]);
            }
            return this;
        }

        void escaped(byte[] source, int offset, int count) {
            for (int i = offset; i < offset + count; i++) {
                escaped(source[i]);
            }
        }

        private void escaped(byte b) {
            switch (b) {
                case '\\', '"' -> add('\\').add(b);
                case '\n' -> add("\\n");
                case '\r' -> add("\\r");
                case '\t' -> add("\\t");
                case 7 -> add("\\a");
                case '\b' -> add("\\b");
                default -> {
                    if (b >= ' ' && b < 127) {
                        add(b);
                    } else {
                        add("\\x").add(HEX[b >> 4 & 15]).add(HEX[b & 15]);
                    }
                }
            }
        }

        byte[] bytes() {
            return java.util.Arrays.copyOf(bytes, length);
        }
    }
}
