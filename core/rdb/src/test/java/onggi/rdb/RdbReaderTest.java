package onggi.rdb;

import static onggi.rdb.ByHand.big;
import static onggi.rdb.ByHand.little;
import static onggi.rdb.ByHand.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Crc64;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that can stand in a file beside values. */
class RdbReaderTest {

    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /** What a module wrote: a number with and one without a sign, two floats, a string. */
    private static final String MODULE =
            "\u00f7"
                    + module("ReJSON-RL")
                    + "\u0002\u0001"
                    + "\u0001\u0007"
                    + "\u0002@\u0080"
                    + "\u0003"
                    + little(1, 4)
                    + "\u0004"
                    + little(2, 8)
                    + "\u0005"
                    + text("abc")
                    + "\u0000";

    private static final String BODY =
            "\u00fa"
                    + text("redis-ver")
                    + text("9.9")
                    + MODULE
                    + "\u00f5"
                    + text("#!lua name=x")
                    + "\u00fe\u0002\u00fb\u0003\u0001"
                    + "\u00f4\u0005\u0003\u0001" // the size of a slot
                    + "\u00fd"
                    + little(2_000_000_000, 4)
                    + "\u0000"
                    + text("seconds")
                    + text("1")
                    + "\u00fc"
                    + little(1_900_000_000_000L, 8)
                    + "\u00f8\u0009"
                    + "\u0000"
                    + text("idle")
                    + text("2")
                    + "\u00f9\u00c8"
                    + "\u0000"
                    + text("used")
                    + text("3")
                    + "\u0001"
                    + text("none")
                    + "\u0000"
                    + "\u00ff";

    private static String module(String name) {
        long id = 0;
        for (int i = 0; i < name.length(); i++) {
            id = id << 6 | LETTERS.indexOf(name.charAt(i));
        }
        return "\u0081" + big(id << 10 | 3, 8);
    }

    private final LoadedValue home = new LoadedValue(new Nowhere(Memory.guarded()));
    private final List<String> heard = new ArrayList<>();

    /** Writes down all it gets. */
    private final class Listener implements RdbVisitor {

        @Override
        public void aux(RdbText name, RdbText value) {
            heard.add("aux " + name + "=" + value);
        }

        @Override
        public void database(int number) {
            heard.add("database " + number);
        }

        @Override
        public void sizes(long keys, long expiring) {
            heard.add("sizes " + keys + " " + expiring);
        }

        @Override
        public void function(RdbText code) {
            heard.add("function " + code);
        }

        @Override
        public void skippedModule(String name) {
            heard.add("module " + name);
        }

        @Override
        public LoadedValue home(RdbKey key) {
            return home;
        }

        @Override
        public void key(RdbKey key, LoadedValue value) {
            heard.add(
                    key.database()
                            + ":"
                            + key.name()
                            + (value.isText() ? "=" + value.text() : "")
                            + "@"
                            + key.expiryMs()
                            + ","
                            + key.idleSeconds()
                            + ","
                            + key.uses());
        }

        @Override
        public void emptyKey(RdbKey key) {
            heard.add("empty " + key.name());
        }

        @Override
        public void end(boolean summed) {
            heard.add("end " + summed);
        }
    }

    private void read(String file) throws IOException {
        byte[] bytes = file.getBytes(StandardCharsets.ISO_8859_1);
        new RdbReader(RdbInput.of(bytes, 0, bytes.length), new Listener(), true).read();
    }

    private static String summed(String file) {
        byte[] bytes = file.getBytes(StandardCharsets.ISO_8859_1);
        return file + little(Crc64.of(bytes, 0, bytes.length), 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS0012", "VALKEY080"})
    void everythingBesideValues_isHeardOf(String header) throws IOException {
        read(summed(header + BODY));

        assertThat(heard)
                .containsExactly(
                        "aux redis-ver=9.9",
                        "module ReJSON-RL",
                        "function #!lua name=x",
                        "database 2",
                        "sizes 3 1",
                        "2:seconds=1@2000000000000,-1,-1",
                        "2:idle=2@1900000000000,9,-1",
                        "2:used=3@-1,-1,200",
                        "empty none",
                        "end true");
    }

    @Test
    void filesBeforeVersion5_haveNoSum() throws IOException {
        read("REDIS0004\u00fe\u0000\u0000" + text("a") + text("b") + "\u00ff");

        assertThat(heard).containsExactly("database 0", "0:a=b@-1,-1,-1");
    }

    @Test
    void whatCannotBeTakenOver_isRefusedByName() {
        String head = "REDIS0012";
        assertThatThrownBy(() -> read(head + "\u00f6")).hasMessageContaining("pre-release");
        assertThatThrownBy(() -> read(head + "\u00f3")).hasMessageContaining("import of slots");
        assertThatThrownBy(() -> read(head + "\u0007" + text("k") + module("MBbloom--")))
                .hasMessageContaining("MBbloom--");
        assertThatThrownBy(() -> read(head + "\u00f7" + module("MBbloom--") + "\u0002\u0001\u0009"))
                .hasMessageContaining("MBbloom--");
        assertThatThrownBy(() -> read(head + "\u001a" + text("k")))
                .hasMessageContaining("Invalid object type: 26");
    }

    @Test
    void fileThatIsCutOrDamaged_isRefused() {
        String file = summed("REDIS0012" + BODY);
        for (int length = 0; length < file.length(); length++) {
            String cut = file.substring(0, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(RdbException.class);
        }
        for (int i = 0; i < file.length(); i++) {
            for (int bit = 0; bit < 8; bit++) {
                StringBuilder damaged = new StringBuilder(file);
                damaged.setCharAt(i, (char) (file.charAt(i) ^ 1 << bit));
                if (isStillSound(i)) {
                    continue;
                }
                assertThatThrownBy(() -> read(damaged.toString()))
                        .as("byte %s, bit %s", i, bit)
                        .isInstanceOf(RdbException.class);
            }
        }
        assertThat(home.cell().slab().liveBytes()).isZero();
    }

    /** The version may become another one, without anything else. */
    private static boolean isStillSound(int i) {
        return i < "REDIS0012".length();
    }

    @Test
    void elementThatDoesNotFitIntoTheHeap_isRefusedWithItsKey() {
        long length = Integer.MAX_VALUE - 100L;
        assumeTrue(Runtime.getRuntime().maxMemory() < length, "there is much heap");
        String head = "REDIS0010\u00fe\u0000\u0001" + text("k") + "\u0001\u0080" + big(length, 4);
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        int[] at = new int[1];
        RdbInput in =
                RdbInput.of(
                        (target, offset, count) -> {
                            int part = Math.min(count, Math.max(bytes.length - at[0], 0));
                            System.arraycopy(
                                    bytes, Math.min(at[0], bytes.length), target, offset, part);
                            at[0] += count;
                            return count;
                        },
                        1L << 32);

        assertThatThrownBy(() -> new RdbReader(in, new Listener(), true).read())
                .isInstanceOf(RdbException.class)
                .hasMessageContaining("no memory for the value of key 'k'");
        assertThat(home.cell().slab().liveBytes()).isZero();
    }
}
