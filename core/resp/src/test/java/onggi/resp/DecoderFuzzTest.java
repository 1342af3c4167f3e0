package onggi.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;

/**
 * Any bytes decode without an exception, and alike in one piece and cut. Runs the kept inputs; with
 * {@code JAZZER_FUZZ=1} it looks for new ones.
 */
final class DecoderFuzzTest {

    private static final int SMALL_LIMIT = 4096;

    @FuzzTest(maxDuration = "2m")
    void anyInput_decodesAlikeHoweverItIsCut(byte[] input) {
        boolean authenticated = input.length == 0 || input[0] % 2 == 0;
        List<Object> whole = requests(input, authenticated, input.length + 1);

        assertThat(requests(input, authenticated, 1)).isEqualTo(whole);
        assertThat(requests(input, authenticated, 7)).isEqualTo(whole);
        assertThat(replies(input, 1)).isEqualTo(replies(input, input.length + 1));
    }

    /** The requests, and how decoding ended. */
    private static List<Object> requests(byte[] input, boolean authenticated, int step) {
        var limits = new RequestLimits();
        limits.setMaxBulkBytes(SMALL_LIMIT);
        var decoder = new RequestDecoder(limits, authenticated);
        var batch = new RequestBatch<>();
        List<Object> seen = new ArrayList<>();
        byte[] copy = input.clone(); // inline requests are unquoted in place
        DecodeOutcome outcome = DecodeOutcome.NEED_INPUT;
        for (int at = 0; at < copy.length && outcome == DecodeOutcome.NEED_INPUT; at += step) {
            outcome = decoder.decode(copy, at, Math.min(copy.length, at + step), batch);
            collect(batch, seen);
            while (outcome == DecodeOutcome.CALL_AGAIN) {
                outcome = decoder.decode(copy, 0, 0, batch);
                collect(batch, seen);
            }
        }
        seen.add(outcome);
        seen.add(decoder.errorText());
        return seen;
    }

    private static void collect(RequestBatch<?> batch, List<Object> seen) {
        for (int i = 0; i < batch.size(); i++) {
            for (int a = 0; a < batch.argumentCount(i); a++) {
                seen.add(Bytes.wrap(batch.argument(i, a)));
            }
            seen.add("end");
        }
        batch.clear();
    }

    /** The replies as text, because NaN is not equal to itself, and what went wrong. */
    private static List<String> replies(byte[] input, int step) {
        var decoder = new ReplyDecoder();
        List<String> seen = new ArrayList<>();
        for (int at = 0; at < input.length; at += step) {
            decoder.append(input, at, Math.min(step, input.length - at));
            for (Reply reply = decoder.next(); reply != null; reply = decoder.next()) {
                seen.add(reply.toString());
            }
        }
        seen.add(String.valueOf(decoder.problem()));
        return seen;
    }
}
