package onggi.commands;

import java.util.Arrays;
import java.util.List;
import onggi.resp.Reply;
import org.assertj.core.api.AbstractAssert;

/** Assertions on replies. Texts have one character a byte. */
public final class ReplyAssert extends AbstractAssert<ReplyAssert, Reply> {

    private ReplyAssert(Reply actual) {
        super(actual, ReplyAssert.class);
    }

    public static ReplyAssert assertThat(Reply actual) {
        return new ReplyAssert(actual);
    }

    /** Expects the simple string OK. */
    public ReplyAssert isOk() {
        return isShown("+OK");
    }

    /** Expects a simple string. */
    public ReplyAssert isSimple(String text) {
        return isShown("+" + text);
    }

    /** Expects an integer. */
    public ReplyAssert isInteger(long value) {
        return isShown(":" + value);
    }

    /** Expects a bulk string. */
    public ReplyAssert isText(String text) {
        return isShown("$" + text);
    }

    /** Expects absence, in any of its forms. */
    public ReplyAssert isNil() {
        if (!(actual instanceof Reply.Nil)) {
            failWithMessage("expected nil but was %s", show(actual));
        }
        return this;
    }

    /** Expects an error with this whole text. */
    public ReplyAssert isError(String text) {
        return isShown("-" + text);
    }

    /** Expects an array of elements as {@link #show} writes them. */
    public ReplyAssert isArray(String... elements) {
        return isShown(Arrays.asList(elements).toString());
    }

    /** Expects what {@link #show} writes. */
    public ReplyAssert isShown(String expected) {
        if (!show(actual).equals(expected)) {
            failWithMessage("expected %s but was %s", expected, show(actual));
        }
        return this;
    }

    /** Returns a reply in short: {@code +OK :1 $text nil ,1.5 -ERR … [$a, $b] %[$key, :1]}. */
    public static String show(Reply reply) {
        return switch (reply) {
            case Reply.Simple(var text) -> "+" + text;
            case Reply.Failure(var text) -> "-" + text;
            case Reply.Int(var value) -> ":" + value;
            case Reply.Bulk(var value) -> "$" + value.toLatin1();
            case Reply.Nil nil -> "nil";
            case Reply.Array(var elements) -> show(elements);
            case Reply.Bool(var value) -> "#" + value;
            case Reply.Real real -> "," + real.text();
            case Reply.BigNumber(var digits) -> "(" + digits;
            case Reply.Verbatim(var extension, var value) ->
                    "=" + extension + ":" + value.toLatin1();
            case Reply.Pairs(var keysAndValues) -> "%" + show(keysAndValues);
            case Reply.Members(var elements) -> "~" + show(elements);
            case Reply.Push(var elements) -> ">" + show(elements);
            case Reply.Attributed(var keysAndValues, var value) ->
                    "|" + show(keysAndValues) + show(value);
        };
    }

    private static String show(List<Reply> replies) {
        return replies.stream().map(ReplyAssert::show).toList().toString();
    }
}
