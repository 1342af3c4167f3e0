package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.resp.RequestWriter;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class AofInputTest {

    private static final Path FILE = Path.of("a.aof");

    private final MemoryDisk disk = new MemoryDisk();

    private record Seen(
            List<List<String>> commands, AofInput.Outcome outcome, long position, long whole) {}

    private Seen read(byte[] content) {
        disk.files().put(FILE, content);
        List<List<String>> commands = new ArrayList<>();
        try (Disk.Input in = disk.open(FILE)) {
            AofInput input = new AofInput(in);
            long whole = 0;
            while (true) {
                AofInput.Outcome outcome = input.next();
                if (outcome != AofInput.Outcome.COMMAND) {
                    return new Seen(commands, outcome, input.position(), whole);
                }
                whole = input.position();
                List<String> command = new ArrayList<>();
                for (int i = 0; i < input.argc(); i++) {
                    int from = input.offsets()[i];
                    byte[] argument =
                            Arrays.copyOfRange(input.bytes(), from, from + input.lengths()[i]);
                    command.add(new String(argument, StandardCharsets.ISO_8859_1));
                }
                commands.add(command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<List<String>> draw(Gen gen) {
        return gen.list(
                gen.between(1, 12),
                g -> g.list(g.between(1, 12), h -> h.word(h.chance(5) ? 70_000 : h.below(30))));
    }

    private static byte[] encode(List<String> command) {
        return RequestWriter.encode(command.toArray(String[]::new));
    }

    @Test
    void whatIsWritten_isRead() {
        Gen.check(
                50,
                gen -> {
                    List<List<String>> commands = draw(gen);
                    ByteArrayOutputStream file = new ByteArrayOutputStream();
                    for (List<String> command : commands) {
                        if (gen.chance(20)) {
                            file.writeBytes("#TS:17\r\n".getBytes(StandardCharsets.US_ASCII));
                        }
                        file.writeBytes(encode(command));
                    }

                    Seen seen = read(file.toByteArray());

                    assertThat(seen.commands()).isEqualTo(commands);
                    assertThat(seen.outcome()).isEqualTo(AofInput.Outcome.END);
                    assertThat(seen.position()).isEqualTo(file.size());
                });
    }

    @Test
    void fileThatIsCutAnywhere_endsBehindItsLastWholeCommand() {
        byte[] first = encode(List.of("SET", "key", "value"));
        byte[] second = encode(List.of("APPEND", "key", "more\r\n*1"));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        for (int length = 0; length <= both.length; length++) {
            Seen seen = read(Arrays.copyOf(both, length));

            int whole = length < first.length ? 0 : length < both.length ? 1 : 2;
            boolean ends = length == 0 || length == first.length || length == both.length;
            assertThat(seen.commands()).as("length %d", length).hasSize(whole);
            assertThat(seen.outcome())
                    .isEqualTo(ends ? AofInput.Outcome.END : AofInput.Outcome.CUT);
            assertThat(seen.whole()).isEqualTo(whole == 0 ? 0 : whole == 1 ? first.length : length);
        }
    }

    @Test
    void noise_isNoFile() {
        for (String noise :
                List.of(
                        "x",
                        "*x\r\n",
                        "*1\n",
                        "*0\r\n",
                        "*-1\r\n",
                        "*1\r\n:1\r\n",
                        "*1\r\n$-1\r\n",
                        "*1\r\n$1\r\nab\r\n",
                        "*1\r\n$99999999999999999999\r\n",
                        "SET a 1\r\n",
                        "\0\0\0")) {
            assertThat(read(noise.getBytes(StandardCharsets.ISO_8859_1)).outcome())
                    .as(noise)
                    .isEqualTo(AofInput.Outcome.BAD);
        }
    }

    @Test
    void lengthBeyondTheFile_isNotAllocated() {
        byte[] content = "*1\r\n$2147000000\r\nabc".getBytes(StandardCharsets.US_ASCII);

        assertThat(read(content).outcome()).isEqualTo(AofInput.Outcome.CUT);
    }

    @Test
    void damagedFile_neverDoesMoreThanEnd() {
        byte[] whole = encode(List.of("SET", "key", "value".repeat(20)));
        Gen.check(
                500,
                gen -> {
                    byte[] content = whole.clone();
                    for (int i = gen.between(1, 5); i > 0; i--) {
                        content[gen.below(content.length)] = (byte) gen.below(256);
                    }

                    assertThat(read(content).position()).isLessThanOrEqualTo(content.length);
                });
    }

    @Test
    void longArgument_thatMayLieOutsideTheHeap_isReadThere() throws IOException {
        Memory memory = Memory.guarded();
        String value = "v".repeat(LooseBlock.LEAST_BYTES + 70_000);
        byte[] command = encode(List.of("SET", "key", value, "PXAT", value, "x"));
        byte[] twice = Arrays.copyOf(command, 2 * command.length);
        System.arraycopy(command, 0, twice, command.length, command.length);
        disk.files().put(FILE, Arrays.copyOf(twice, twice.length - 3));
        try (Disk.Input in = disk.open(FILE)) {
            AofInput input = new AofInput(in, memory, (so, argument) -> argument == 2);

            assertThat(input.next()).isEqualTo(AofInput.Outcome.COMMAND);
            byte[] there = new byte[input.lengths()[2]];
            input.loose().copyOut(input.offsets()[2], there, 0);
            assertThat(new String(there, StandardCharsets.ISO_8859_1)).isEqualTo(value);
            assertThat(input.offsets()[4]).isEqualTo("SETkeyPXAT".length());
            assertThat(input.used()).isEqualTo("SETkeyPXATx".length() + value.length());
            assertThat(input.next()).isEqualTo(AofInput.Outcome.CUT);
            input.release();
        }
        assertThat(memory.liveBlocks()).isEmpty();
    }
}
