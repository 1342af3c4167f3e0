package onggi.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import onggi.bytes.Bytes;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

final class RequestProperties {

    private final RequestLimits limits = new RequestLimits();

    @Test
    void decode_anySplit_givesTheRequestsThatWereEncoded() {
        Gen.check(
                300,
                gen -> {
                    List<List<Bytes>> requests =
                            gen.list(gen.between(1, 30), RequestProperties::request);
                    byte[] input = encode(gen, requests);

                    assertThat(decode(input, () -> input.length)).isEqualTo(requests);
                    assertThat(decode(input, () -> 1)).isEqualTo(requests);
                    int most = gen.pick(5, 50, 500, 5_000);
                    assertThat(decode(input, () -> gen.between(1, most))).isEqualTo(requests);
                });
    }

    @Test
    void decode_bigArguments_readStraightToTheirPlace_areTheSame() {
        Gen.check(
                20,
                gen -> {
                    List<List<Bytes>> requests = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        requests.add(request(gen));
                        requests.add(
                                List.of(
                                        Bytes.of("SET"),
                                        Bytes.wrap(gen.bytes(gen.between(1, 400_000))),
                                        Bytes.of("x")));
                    }
                    byte[] input = encode(gen, requests);

                    assertThat(decode(input, () -> gen.between(1, 100_000))).isEqualTo(requests);
                });
    }

    @Test
    void decode_moreRequestsThanABatchTakes_givesThemAllInTurns() {
        byte[] ping = RequestWriter.encode("PING");
        int count = 2 * RequestBatch.MAX_REQUESTS + 100;
        byte[] input = new byte[count * ping.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(ping, 0, input, i * ping.length, ping.length);
        }

        assertThat(decode(input, () -> input.length)).hasSize(count);
        assertThat(decode(input, () -> 1_000_003)).hasSize(count);
    }

    @Test
    void decode_strangerWhoAuthenticates_mayGoOnInTheSameInput() {
        byte[] input = new RequestWriter().command("AUTH", "x").command(words(50)).toByteArray();
        for (int cut = 0; cut <= input.length; cut++) {
            var batch = new RequestBatch<>();
            var decoder = new RequestDecoder(limits, false);
            List<List<Bytes>> requests = new ArrayList<>();
            for (int[] part : new int[][] {{0, cut}, {cut, input.length}}) {
                DecodeOutcome outcome = decoder.decode(input, part[0], part[1], batch);
                boolean again = outcome == DecodeOutcome.CALL_AGAIN;
                decoder.setAuthenticated(!batch.isEmpty() || !requests.isEmpty());
                collect(batch, requests);
                if (again) {
                    decoder.decode(input, 0, 0, batch);
                    collect(batch, requests);
                }
            }
            assertThat(requests).as("cut at %d", cut).hasSize(2);
            assertThat(requests.get(1)).hasSize(50);
        }
    }

    @Test
    void decode_millionArgumentsByteByByte_costsLinearTime() {
        byte[] input = RequestWriter.encode(words(1_000_000));

        List<List<Bytes>> requests = decode(input, () -> 1);

        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst()).hasSize(1_000_000);
    }

    @Test
    void decode_announcedLength_reservesNothingThatHasNotCome() {
        var decoder = new RequestDecoder(limits, true);
        byte[] input = "*2000000000\r\n$500000000\r\nab".getBytes(US_ASCII);

        decoder.decode(input, 0, input.length, new RequestBatch<>());

        assertThat(decoder.pendingBytes()).isEqualTo(input.length);
        assertThat(decoder.pendingCapacity()).isLessThan(2_000);
        assertThat(decoder.direct()).isNotNull();
        assertThat(decoder.pendingCapacity()).isLessThan(66_000);
    }

    @Test
    void decode_moreThanTheQueryBufferLimit_saysSo() {
        limits.setQueryBufferBytes(1 << 20);
        byte[] input = RequestWriter.encode(new byte[][] {new byte[2 << 20]});
        for (int step : new int[] {1_000, 100_000, 1_500_000}) {
            var decoder = new RequestDecoder(limits, true);
            var batch = new RequestBatch<>();
            DecodeOutcome outcome = DecodeOutcome.NEED_INPUT;
            int at = 0;
            while (outcome == DecodeOutcome.NEED_INPUT && at < input.length) {
                int count = Math.min(step, input.length - at);
                outcome = decoder.decode(input, at, at + count, batch);
                at += count;
            }
            assertThat(outcome).isEqualTo(DecodeOutcome.INPUT_LIMIT);
            assertThat(decoder.pendingCapacity()).isZero();
            assertThat(decoder.decode(input, 0, 10, batch)).isEqualTo(DecodeOutcome.INPUT_LIMIT);
        }
    }

    @Test
    void addCopy_requestOfAnotherBatch_outlivesItsBuffer() {
        var batch = new RequestBatch<>();
        var copies = new RequestBatch<>();
        byte[] input = RequestWriter.encode("SET", "key", "value");
        new RequestDecoder(limits, true).decode(input, 0, input.length, batch);

        copies.addCopy(batch, 0);
        batch.clear();
        Arrays.fill(input, (byte) 0);

        List<List<Bytes>> requests = new ArrayList<>();
        collect(copies, requests);
        assertThat(requests)
                .containsExactly(List.of(Bytes.of("SET"), Bytes.of("key"), Bytes.of("value")));
    }

    private static String[] words(int count) {
        String[] words = new String[count];
        Arrays.fill(words, "w");
        return words;
    }

    /** Gives the decoder the input in steps and executes after each, as an event loop does. */
    private List<List<Bytes>> decode(byte[] input, IntSupplier step) {
        var decoder = new RequestDecoder(limits, true);
        var batch = new RequestBatch<>();
        List<List<Bytes>> requests = new ArrayList<>();
        byte[] shared = new byte[input.length];
        int at = 0;
        while (at < input.length) {
            ByteBuffer direct = decoder.direct();
            int count = Math.min(step.getAsInt(), input.length - at);
            DecodeOutcome outcome;
            if (direct != null) {
                count = Math.min(count, direct.remaining());
                direct.put(input, at, count);
                outcome = decoder.received(count, batch);
            } else {
                System.arraycopy(input, at, shared, 0, count);
                outcome = decoder.decode(shared, 0, count, batch);
            }
            at += count;
            collect(batch, requests);
            while (outcome == DecodeOutcome.CALL_AGAIN) {
                outcome = decoder.decode(shared, 0, 0, batch);
                collect(batch, requests);
            }
            assertThat(outcome).isEqualTo(DecodeOutcome.NEED_INPUT);
            Arrays.fill(shared, 0, count, (byte) '!');
        }
        assertThat(decoder.pendingBytes()).isZero();
        assertThat(decoder.pendingCapacity()).isZero();
        return requests;
    }

    private static void collect(RequestBatch<?> batch, List<List<Bytes>> requests) {
        for (int i = 0; i < batch.size(); i++) {
            List<Bytes> request = new ArrayList<>();
            for (int a = 0; a < batch.argumentCount(i); a++) {
                request.add(Bytes.wrap(batch.argument(i, a)));
            }
            requests.add(request);
        }
        batch.clear();
    }

    private static List<Bytes> request(Gen gen) {
        int arguments = gen.chance(5) ? gen.between(1, 2_000) : gen.between(1, 5);
        return gen.list(arguments, g -> Bytes.wrap(g.bytes(g.below(g.chance(3) ? 3_000 : 20))));
    }

    /** The requests, some of them inline, with empty ones between. */
    private static byte[] encode(Gen gen, List<List<Bytes>> requests) {
        var out = new ByteArrayOutputStream();
        for (List<Bytes> request : requests) {
            if (gen.chance(10)) {
                out.writeBytes(gen.pick("\r\n", "*0\r\n", "*-1\r\n", " \n").getBytes(US_ASCII));
            }
            int length = request.stream().mapToInt(Bytes::length).sum();
            if (gen.chance(20) && length < 10_000) {
                inline(request, out);
            } else {
                byte[][] arguments =
                        request.stream().map(Bytes::toByteArray).toArray(byte[][]::new);
                out.writeBytes(RequestWriter.encode(arguments));
            }
        }
        return out.toByteArray();
    }

    private static void inline(List<Bytes> request, ByteArrayOutputStream out) {
        for (Bytes argument : request) {
            out.write('"');
            for (int i = 0; i < argument.length(); i++) {
                out.writeBytes("\\x%02x".formatted(argument.byteAt(i)).getBytes(US_ASCII));
            }
            out.write('"');
            out.write(' ');
        }
        out.write('\n');
    }
}
