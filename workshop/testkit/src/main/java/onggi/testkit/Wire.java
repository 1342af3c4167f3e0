package onggi.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Just enough of RESP to find where a reply ends, to take it apart and to write a request.
 * Independent of the product on purpose: a mistake made on both sides would cancel out.
 */
public final class Wire {

    private static final int INCOMPLETE = -1;

    private Wire() {}

    /**
     * One reply or a part of one.
     *
     * @param type the first byte, such as {@code '$'}
     * @param text what stands on the first line, or the payload of a bulk string
     * @param isNull whether it is a null bulk string or a null array
     * @param parts the elements of an aggregate; keys and values in turn for a map
     */
    public record Value(char type, String text, boolean isNull, List<Value> parts) {

        /** Returns whether this is an error. */
        public boolean isError() {
            return type == '-' || type == '!';
        }

        /** Returns whether this has parts. */
        public boolean isAggregate() {
            return type == '*' || type == '%' || type == '~' || type == '>';
        }

        /** Returns it in short for a message. */
        @Override
        public String toString() {
            if (isNull) {
                return "(nil)";
            }
            if (isAggregate()) {
                return type + parts.toString();
            }
            return switch (type) {
                case '$', '=' -> quote(text.getBytes(StandardCharsets.ISO_8859_1));
                default -> type + text;
            };
        }
    }

    /** Returns the request as an array of bulk strings. */
    public static byte[] request(byte[]... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        request(out, arguments);
        return out.toByteArray();
    }

    /** Adds a request to what is to be sent. */
    public static void request(ByteArrayOutputStream out, byte[]... arguments) {
        out.writeBytes(("*" + arguments.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] argument : arguments) {
            out.writeBytes(("$" + argument.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(argument);
            out.write('\r');
            out.write('\n');
        }
    }

    /** Returns each text as its bytes, one byte per character. */
    public static byte[][] bytes(String... texts) {
        byte[][] bytes = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            bytes[i] = texts[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        return bytes;
    }

    /**
     * Returns where the reply that begins at {@code from} ends, or -1 when it is not complete.
     *
     * @throws IllegalStateException when this is no reply
     */
    public static int end(byte[] buffer, int from, int limit) {
        int line = lineEnd(buffer, from, limit);
        if (line < 0) {
            return INCOMPLETE;
        }
        return switch (buffer[from]) {
            case '+', '-', ':', '_', ',', '#', '(' -> line;
            case '$', '=', '!' -> {
                int length = number(buffer, from + 1, line - 2);
                int end = length < 0 ? line : line + length + 2;
                yield end <= limit ? end : INCOMPLETE;
            }
            case '*', '~', '>' ->
                    endOfParts(buffer, line, limit, number(buffer, from + 1, line - 2));
            case '%' -> endOfParts(buffer, line, limit, 2 * number(buffer, from + 1, line - 2));
            default ->
                    throw new IllegalStateException(
                            "not a reply: "
                                    + quote(slice(buffer, from, Math.min(limit, from + 80))));
        };
    }

    private static int endOfParts(byte[] buffer, int from, int limit, int count) {
        int at = from;
        for (int i = 0; i < count; i++) {
            at = at >= limit ? INCOMPLETE : end(buffer, at, limit);
            if (at < 0) {
                return INCOMPLETE;
            }
        }
        return at;
    }

    private static int lineEnd(byte[] buffer, int from, int limit) {
        for (int i = from; i + 1 < limit; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                return i + 2;
            }
        }
        return INCOMPLETE;
    }

    private static int number(byte[] buffer, int from, int to) {
        return Integer.parseInt(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /** Returns the reply taken apart; the bytes must be exactly one. */
    public static Value parse(byte[] reply) {
        int[] at = {0};
        return parse(reply, at);
    }

    private static Value parse(byte[] b, int[] at) {
        char type = (char) b[at[0]];
        int line = lineEnd(b, at[0], b.length);
        String text = new String(b, at[0] + 1, line - 2 - at[0] - 1, StandardCharsets.ISO_8859_1);
        at[0] = line;
        return switch (type) {
            case '$', '=', '!' -> {
                int length = Integer.parseInt(text);
                if (length < 0) {
                    yield new Value(type, "", true, List.of());
                }
                at[0] = line + length + 2;
                yield new Value(
                        type,
                        new String(b, line, length, StandardCharsets.ISO_8859_1),
                        false,
                        List.of());
            }
            case '*', '~', '>', '%' -> {
                int count = Integer.parseInt(text) * (type == '%' ? 2 : 1);
                List<Value> parts = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    parts.add(parse(b, at));
                }
                yield new Value(type, "", count < 0, List.copyOf(parts));
            }
            case '_' -> new Value(type, "", true, List.of());
            default -> new Value(type, text, false, List.of());
        };
    }

    /** Returns the bytes in double quotes as redis-cli prints and reads them. */
    public static String quote(byte[] bytes) {
        StringBuilder out = new StringBuilder("\"");
        for (byte b : bytes) {
            switch (b) {
                case '"', '\\' -> out.append('\\').append((char) b);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (b >= ' ' && b < 127) {
                        out.append((char) b);
                    } else {
                        out.append("\\x%02x".formatted(b & 0xff));
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    static byte[] slice(byte[] buffer, int from, int to) {
        byte[] part = new byte[to - from];
        System.arraycopy(buffer, from, part, 0, part.length);
        return part;
    }
}
