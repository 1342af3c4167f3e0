package onggi.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.Doubles;
import onggi.bytes.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the replies of a server, RESP2 and RESP3, cut anywhere.
 *
 * <p>Input goes in with {@link #append}, replies come out of {@link #next()}; after bytes that are
 * no reply nothing comes out any more and {@link #problem()} says why. Belongs to one thread.
 */
public final class ReplyDecoder {

    /*
     * A stack of open aggregates stands for the recursion, so that depth is a number with a limit.
     * Nothing is reserved for a count or a length that was only announced. A line is searched for
     * its end once, an incomplete string is not looked at again before enough bytes have come.
     */

    /** How deep aggregates may stand in each other. */
    public static final int MAX_DEPTH = 1024;

    /** The longest string. */
    public static final int MAX_BULK_BYTES = Integer.MAX_VALUE - 1024;

    /** The longest line, its type included. */
    public static final int MAX_LINE_BYTES = 1024 * 1024;

    private static final int INITIAL_BYTES = 1024;
    private static final int MAX_RETAINED_BYTES = 64 * 1024;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 64;
    private static final int MAX_RESERVED_ELEMENTS = 1024;
    private static final int VERBATIM_PREFIX = 4;

    /** An aggregate of which elements are missing. */
    private static final class Open {
        final byte type;
        long missing;
        final List<Reply> elements;

        /** The pairs of an attribute once they are complete and its value is awaited. */
        @Nullable List<Reply> attributes;

        Open(byte type, long missing) {
            this.type = type;
            this.missing = missing;
            this.elements = new ArrayList<>((int) Math.min(missing, MAX_RESERVED_ELEMENTS));
        }
    }

    private byte[] buffer = new byte[INITIAL_BYTES];
    private int position;
    private int end;
    private int searched;
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private @Nullable String problem;

    /** Adds input. */
    public void append(byte[] input, int offset, int length) {
        if (problem != null) {
            return;
        }
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            searched = Math.max(0, searched - position);
            end -= position;
            position = 0;
        }
        if (end == 0 && buffer.length > MAX_RETAINED_BYTES && length <= MAX_RETAINED_BYTES) {
            buffer = new byte[MAX_RETAINED_BYTES];
        }
        long needed = (long) end + length;
        if (needed > MAX_ARRAY) {
            problem = "reply too large";
            return;
        }
        if (needed > buffer.length) {
            buffer =
                    Arrays.copyOf(
                            buffer,
                            (int) Math.min(MAX_ARRAY, Math.max(needed, buffer.length * 2L)));
        }
        System.arraycopy(input, offset, buffer, end, length);
        end += length;
    }

    /** The next reply, or null when it is not complete yet or none can come. */
    public @Nullable Reply next() {
        while (problem == null && position < end) {
            Reply reply = value();
            if (reply == null) {
                if (aggregateOpened) {
                    aggregateOpened = false;
                    continue;
                }
                return null;
            }
            Reply whole = close(reply);
            if (whole != null) {
                return whole;
            }
        }
        return null;
    }

    /** Why no reply can come any more, or null. */
    public @Nullable String problem() {
        return problem;
    }

    /** How many bytes wait to become a reply. */
    public int pendingBytes() {
        return end - position;
    }

    /** Whether {@link #value()} gave nothing because an aggregate began. */
    private boolean aggregateOpened;

    /**
     * A value without elements, or null: an aggregate began, more input is needed, or a problem.
     */
    private @Nullable Reply value() {
        int line = lineEnd();
        if (line < 0) {
            return null;
        }
        byte type = buffer[position];
        int from = position + 1;
        int next = line + 2;
        return switch (type) {
            case '+' -> take(new Reply.Simple(text(from, line)), next);
            case '-' -> take(new Reply.Failure(text(from, line)), next);
            case ':' -> integer(from, line, next);
            case '_' -> from == line ? take(Reply.Nil.PLAIN, next) : broken("bad null");
            case '#' -> bool(from, line, next);
            case ',' -> doubleValue(from, line, next);
            case '(' -> take(new Reply.BigNumber(text(from, line)), next);
            case '$', '=', '!' -> string(type, from, line, next);
            case '*', '%', '~', '>', '|' -> aggregate(type, from, line, next);
            default -> broken("unknown reply type: byte=" + (type & 0xff));
        };
    }

    private @Nullable Reply integer(int from, int to, int next) {
        int start = from < to && buffer[from] == '+' ? from + 1 : from;
        return Numbers.isLong(buffer, start, to - start)
                ? take(new Reply.Int(Numbers.parseLong(buffer, start, to - start)), next)
                : broken("bad integer");
    }

    private @Nullable Reply bool(int from, int to, int next) {
        if (to - from != 1 || (buffer[from] != 't' && buffer[from] != 'f')) {
            return broken("bad boolean");
        }
        return take(new Reply.Bool(buffer[from] == 't'), next);
    }

    private @Nullable Reply doubleValue(int from, int to, int next) {
        String text = text(from, to);
        double value = Doubles.parse(buffer, from, to - from);
        if (Double.isNaN(value) && !text.equals("nan") && !text.equals("-nan")) {
            return broken("bad double");
        }
        return take(new Reply.Real(value, text), next);
    }

    private @Nullable Reply string(byte type, int from, int to, int next) {
        long length = length(from, to);
        if (length == -1 && type == '$') {
            return take(Reply.Nil.BULK, next);
        }
        if (length < 0 || length > MAX_BULK_BYTES) {
            return broken("bad string length");
        }
        if (end - next - 2 < length) {
            return null;
        }
        int stop = next + (int) length;
        if (buffer[stop] != '\r' || buffer[stop + 1] != '\n') {
            return broken("string not ended by CR LF");
        }
        return switch (type) {
            case '$' -> take(new Reply.Bulk(bytes(next, stop)), stop + 2);
            case '!' -> take(new Reply.Failure(text(next, stop)), stop + 2);
            default -> verbatim(next, stop);
        };
    }

    private @Nullable Reply verbatim(int from, int stop) {
        if (stop - from < VERBATIM_PREFIX || buffer[from + VERBATIM_PREFIX - 1] != ':') {
            return broken("bad verbatim string");
        }
        String extension = text(from, from + VERBATIM_PREFIX - 1);
        return take(new Reply.Verbatim(extension, bytes(from + VERBATIM_PREFIX, stop)), stop + 2);
    }

    private @Nullable Reply aggregate(byte type, int from, int to, int next) {
        long count = length(from, to);
        if (count == -1 && type == '*') {
            return take(Reply.Nil.ARRAY, next);
        }
        if (count < 0 || count > Integer.MAX_VALUE) {
            return broken("bad aggregate length");
        }
        if (open.size() >= MAX_DEPTH) {
            return broken("too deep");
        }
        long elements = type == '%' || type == '|' ? 2 * count : count;
        if (elements == 0 && type != '|') {
            return take(aggregateOf(type, List.of()), next);
        }
        Open aggregate = new Open(type, elements);
        if (elements == 0) {
            aggregate.attributes = List.of();
            aggregate.missing = 1;
        }
        open.push(aggregate);
        position = next;
        aggregateOpened = true;
        return null;
    }

    /** Adds a value to the aggregate it belongs to; gives what became complete at the outermost. */
    private @Nullable Reply close(Reply reply) {
        Reply value = reply;
        while (true) {
            Open inner = open.peek();
            if (inner == null) {
                return value;
            }
            if (inner.attributes != null) {
                value = new Reply.Attributed(inner.attributes, value);
                open.pop();
                continue;
            }
            inner.elements.add(value);
            if (--inner.missing > 0) {
                return null;
            }
            List<Reply> elements = Collections.unmodifiableList(inner.elements);
            if (inner.type == '|') {
                inner.attributes = elements;
                return null;
            }
            open.pop();
            value = aggregateOf(inner.type, elements);
        }
    }

    private static Reply aggregateOf(byte type, List<Reply> elements) {
        return switch (type) {
            case '%' -> new Reply.Pairs(elements);
            case '~' -> new Reply.Members(elements);
            case '>' -> new Reply.Push(elements);
            default -> new Reply.Array(elements);
        };
    }

    /** The index of the CR that ends the line at {@code position}, or -1. */
    private int lineEnd() {
        int at = Math.max(searched, position + 1);
        while (at + 1 < end) {
            if (buffer[at] == '\r' && buffer[at + 1] == '\n') {
                searched = at;
                return at;
            }
            at++;
        }
        searched = at;
        if (at - position > MAX_LINE_BYTES) {
            problem = "line too long";
        }
        return -1;
    }

    private long length(int from, int to) {
        return Numbers.parseLong(buffer, from, to - from, Long.MIN_VALUE);
    }

    private Bytes bytes(int from, int to) {
        return Bytes.copyOf(buffer, from, to - from);
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private Reply take(Reply reply, int next) {
        position = next;
        searched = next;
        return reply;
    }

    private @Nullable Reply broken(String why) {
        problem = why;
        return null;
    }
}
