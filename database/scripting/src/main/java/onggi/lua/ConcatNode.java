package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Concatenation of two or more operands, from the right, as many at once as are strings. */
final class ConcatNode extends Expression {

    private final Expression[] operands;
    private final int site;

    ConcatNode(Expression[] operands, int site) {
        this.operands = operands;
        this.site = site;
    }

    @Override
    @Nullable Object eval(Frame f) {
        @Nullable Object[] values = new @Nullable Object[operands.length];
        int length = 0;
        boolean plain = true;
        for (int i = 0; i < values.length; i++) {
            Object value = operands[i].eval(f);
            if (value instanceof Double d) {
                value = plain ? NumberText.of(d) : value;
            }
            values[i] = value;
            if (value instanceof LuaString s) {
                length += s.length();
                plain &= length >= 0;
            } else {
                plain = false;
            }
        }
        f.site = site;
        return plain ? join(f.thread, values, 0, values.length, length) : slow(f, values);
    }

    private static LuaString join(
            LuaThread thread, @Nullable Object[] values, int from, int to, int length) {
        thread.budget().allocate(length + 24L);
        byte[] joined = new byte[length];
        int at = 0;
        for (int i = from; i < to; i++) {
            if (values[i] instanceof LuaString s) {
                System.arraycopy(s.unsafeArray(), 0, joined, at, s.length());
                at += s.length();
            }
        }
        return LuaString.wrap(joined);
    }

    private @Nullable Object slow(Frame f, @Nullable Object[] values) {
        int last = values.length - 1;
        Object right = values[last];
        Expression named = operands[last];
        while (last > 0) {
            Object left = values[last - 1];
            LuaString end = Operations.toText(right);
            if (end == null || Operations.toText(left) == null) {
                right = Operations.concat(f.thread, left, right, operands[last - 1], named);
                last--;
            } else {
                int first = last - 1;
                while (first > 0 && Operations.toText(values[first - 1]) != null) {
                    first--;
                }
                right = joinTexts(f.thread, values, first, last, end);
                last = first;
            }
            named = this;
        }
        return right;
    }

    private static LuaString joinTexts(
            LuaThread thread, @Nullable Object[] values, int first, int last, LuaString end) {
        long length = end.length();
        values[last] = end;
        for (int i = first; i < last; i++) {
            LuaString text = Operations.toText(values[i]);
            values[i] = text;
            length += text == null ? 0 : text.length();
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw thread.error("string length overflow");
        }
        return join(thread, values, first, last + 1, (int) length);
    }
}
