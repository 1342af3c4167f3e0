package onggi.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.Doubles;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

final class ReplyProperties {

    @Test
    void decode_ofWritten_isWhatWasWritten() {
        Gen.check(
                200,
                gen -> {
                    var writer = new ReplyWriter(16);
                    writer.setProtocol(3);
                    List<Reply> replies = gen.list(gen.between(1, 20), g -> reply(g, 4));
                    replies.forEach(reply -> write(reply, writer));
                    byte[] bytes = Arrays.copyOf(writer.array(), writer.position());

                    assertThat(decode(bytes, bytes.length)).isEqualTo(replies);
                    assertThat(decode(bytes, 1)).isEqualTo(replies);
                    assertThat(decode(bytes, gen.between(2, 50))).isEqualTo(replies);
                });
    }

    @Test
    void decode_resp2Nulls_areToldApart() {
        byte[] bytes = "$-1\r\n*-1\r\n_\r\n*0\r\n$0\r\n\r\n".getBytes(ISO_8859_1);

        assertThat(decode(bytes, 3))
                .containsExactly(
                        Reply.Nil.BULK,
                        Reply.Nil.ARRAY,
                        Reply.Nil.PLAIN,
                        new Reply.Array(List.of()),
                        new Reply.Bulk(Bytes.EMPTY));
    }

    @Test
    void decode_attribute_belongsToTheNextValue() {
        byte[] bytes = "*1\r\n|1\r\n+a\r\n:1\r\n|0\r\n:7\r\n!5\r\nERR x\r\n".getBytes(ISO_8859_1);

        assertThat(decode(bytes, 1))
                .containsExactly(
                        new Reply.Array(
                                List.of(
                                        new Reply.Attributed(
                                                List.of(new Reply.Simple("a"), new Reply.Int(1)),
                                                new Reply.Attributed(
                                                        List.of(), new Reply.Int(7))))),
                        new Reply.Failure("ERR x"));
    }

    @Test
    void decode_rubbish_saysWhatIsWrong() {
        for (String rubbish :
                List.of(
                        "x\r\n",
                        ":1x\r\n",
                        "$-2\r\n",
                        "$x\r\n",
                        "$1\r\nabc",
                        "*-2\r\n",
                        "#x\r\n",
                        ",x\r\n",
                        "=2\r\nab\r\n",
                        "_x\r\n",
                        "*1\r\n".repeat(2_000))) {
            var decoder = new ReplyDecoder();
            byte[] bytes = rubbish.getBytes(ISO_8859_1);
            decoder.append(bytes, 0, bytes.length);

            assertThat(decoder.next()).isNull();
            assertThat(decoder.problem()).as(rubbish).isNotNull();
        }
    }

    static List<Reply> decode(byte[] bytes, int step) {
        var decoder = new ReplyDecoder();
        List<Reply> replies = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += step) {
            decoder.append(bytes, at, Math.min(step, bytes.length - at));
            for (Reply reply = decoder.next(); reply != null; reply = decoder.next()) {
                replies.add(reply);
            }
        }
        assertThat(decoder.problem()).isNull();
        assertThat(decoder.pendingBytes()).isZero();
        return replies;
    }

    private static Reply reply(Gen gen, int depth) {
        return switch (gen.below(depth > 0 ? 13 : 9)) {
            case 0 -> new Reply.Simple(gen.word(gen.below(20)));
            case 1 -> new Reply.Failure("ERR " + gen.word(gen.below(20)));
            case 2 -> new Reply.Int(gen.anyLong() >> gen.below(64));
            case 3 -> new Reply.Bulk(Bytes.wrap(gen.bytes(gen.below(gen.chance(5) ? 5_000 : 30))));
            case 4 -> Reply.Nil.PLAIN;
            case 5 -> new Reply.Bool(gen.chance(50));
            case 6 -> real(gen.fraction() * 1000);
            case 7 -> new Reply.BigNumber(new BigInteger(gen.bytes(20)).toString());
            case 8 -> new Reply.Verbatim("txt", Bytes.wrap(gen.bytes(gen.below(30))));
            case 9 -> new Reply.Array(gen.list(gen.below(6), g -> reply(g, depth - 1)));
            case 10 -> new Reply.Pairs(gen.list(2 * gen.below(4), g -> reply(g, depth - 1)));
            case 11 -> new Reply.Members(gen.list(gen.below(6), g -> reply(g, depth - 1)));
            default -> new Reply.Push(gen.list(gen.below(6), g -> reply(g, depth - 1)));
        };
    }

    private static Reply real(double value) {
        byte[] text = new byte[Doubles.MAX_TEXT_LENGTH];
        return new Reply.Real(
                value, new String(text, 0, Doubles.write(value, text, 0), ISO_8859_1));
    }

    private static void write(Reply reply, ReplyWriter writer) {
        switch (reply) {
            case Reply.Simple(var text) -> writer.simple(text);
            case Reply.Failure(var text) -> writer.error(text);
            case Reply.Int(var value) -> writer.integer(value);
            case Reply.Bulk(var value) -> writer.bulk(value);
            case Reply.Nil nil -> writer.nullBulk();
            case Reply.Bool(var value) -> writer.bool(value);
            case Reply.Real(var value, var text) -> writer.doubleValue(value);
            case Reply.BigNumber(var digits) ->
                    writer.bigNumber(digits.getBytes(ISO_8859_1), 0, digits.length());
            case Reply.Verbatim(var extension, var value) ->
                    writer.verbatim(extension, value.toByteArray());
            case Reply.Array(var elements) -> {
                int mark = writer.startArray();
                elements.forEach(element -> write(element, writer));
                writer.endArray(mark, elements.size());
            }
            case Reply.Pairs(var elements) -> {
                writer.mapHeader(elements.size() / 2);
                elements.forEach(element -> write(element, writer));
            }
            case Reply.Members(var elements) -> {
                writer.setHeader(elements.size());
                elements.forEach(element -> write(element, writer));
            }
            case Reply.Push(var elements) -> {
                writer.pushHeader(elements.size());
                elements.forEach(element -> write(element, writer));
            }
            case Reply.Attributed(var pairs, var value) -> throw new AssertionError("never drawn");
        }
    }
}
