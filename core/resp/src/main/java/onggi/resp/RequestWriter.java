package onggi.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes requests, one after another, into an array that grows; belongs to one thread. */
public final class RequestWriter {

    private final ReplyWriter out = new ReplyWriter();

    /** A whole request whose arguments are UTF-8 texts. */
    public static byte[] encode(String... arguments) {
        return new RequestWriter().command(arguments).toByteArray();
    }

    /** A whole request. */
    public static byte[] encode(byte[]... arguments) {
        return new RequestWriter().command(arguments).toByteArray();
    }

    /** Writes a request whose arguments are UTF-8 texts. */
    public RequestWriter command(String... arguments) {
        begin(arguments.length);
        for (String argument : arguments) {
            argument(argument);
        }
        return this;
    }

    /** Writes a request. */
    public RequestWriter command(byte[]... arguments) {
        begin(arguments.length);
        for (byte[] argument : arguments) {
            argument(argument);
        }
        return this;
    }

    /** Begins a request of {@code count} arguments, which have to follow. */
    public RequestWriter begin(int count) {
        out.arrayHeader(count);
        return this;
    }

    /** Writes an argument as UTF-8. */
    public RequestWriter argument(String text) {
        return argument(text.getBytes(StandardCharsets.UTF_8));
    }

    public RequestWriter argument(byte[] text) {
        out.bulk(text);
        return this;
    }

    public RequestWriter argument(byte[] text, int offset, int length) {
        out.bulk(text, offset, length);
        return this;
    }

    public RequestWriter argument(long number) {
        out.bulkLong(number);
        return this;
    }

    /** The array with the output from index 0 up to {@link #length()}. */
    public byte[] array() {
        return out.array();
    }

    public int length() {
        return out.position();
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(out.array(), out.position());
    }

    public void clear() {
        out.clear();
    }
}
