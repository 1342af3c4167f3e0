package onggi.commands;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.types.HashValue;
import onggi.types.StringValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of SORT's BY and GET: {@code #} for the element itself, else the name of a string whose
 * first star stands for the element, or after {@code ->} the field of a hash.
 */
final class SortPattern {

    /** The element itself. */
    static final SortPattern ELEMENT = new SortPattern("#");

    private final String text;
    private final int star;
    private final int nameEnd;

    static SortPattern of(Bytes pattern) {
        return new SortPattern(pattern.toLatin1());
    }

    private SortPattern(String text) {
        this.text = text;
        this.star = text.indexOf('*');
        int arrow = star < 0 ? -1 : text.indexOf("->", star + 1);
        this.nameEnd = arrow < 0 || arrow + 2 == text.length() ? text.length() : arrow;
    }

    /** Returns whether the pattern means the element itself. */
    boolean isElement() {
        return text.equals("#");
    }

    boolean hasStar() {
        return star >= 0;
    }

    /** What the pattern means for an element; null when there is no such string or field. */
    byte @Nullable [] of(Call call, byte[] element) {
        if (isElement()) {
            return element;
        }
        if (star < 0) {
            return null;
        }
        Entry entry = call.readable(Bytes.wrap(name(element)), call.session().database());
        if (!entry.exists()) {
            return null;
        }
        if (nameEnd == text.length()) {
            return entry.type() == ValueType.STRING ? StringValue.copy(entry) : null;
        }
        return entry.type() == ValueType.HASH ? field(entry.hash()) : null;
    }

    private byte[] name(byte[] element) {
        byte[] before = latin1(0, star);
        byte[] after = latin1(star + 1, nameEnd);
        byte[] name = new byte[before.length + element.length + after.length];
        System.arraycopy(before, 0, name, 0, before.length);
        System.arraycopy(element, 0, name, before.length, element.length);
        System.arraycopy(after, 0, name, before.length + element.length, after.length);
        return name;
    }

    private byte @Nullable [] field(HashValue hash) {
        byte[] name = latin1(nameEnd + 2, text.length());
        return hash.find(name, 0, name.length) ? hash.value().copy() : null;
    }

    private byte[] latin1(int from, int to) {
        return text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }
}
