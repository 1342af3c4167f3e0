package onggi.types;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;

/** A pack has byte for byte what a real server has for the same elements. */
@NeedsRedis
final class ListPackComparisonTest {

    /** The type of a hash that is one list pack, in a DUMP payload. */
    private static final int HASH_LISTPACK = 16;

    @Test
    void bytes_areThoseOfARealServer() {
        try (RealServer server = RealServer.redis();
                RespClient client = server.connect()) {
            client.call("CONFIG", "SET", "hash-max-listpack-value", "100000");
            client.call("CONFIG", "SET", "rdbcompression", "no");
            Gen.check(60, gen -> compare(gen, client));
        }
    }

    private static void compare(Gen gen, RespClient client) {
        var pack = new CellPack(new SlabCell(Memory.checked()));
        pack.init(Encoding.LISTPACK);
        List<String> hset = new ArrayList<>(List.of("HSET", "h"));
        for (int i = 0; i < 40; i++) {
            String field = "f" + i;
            String value = value(gen);
            hset.add(field);
            hset.add(value);
            pack.append(field.getBytes(ISO_8859_1), 0, field.length());
            pack.append(value.getBytes(ISO_8859_1), 0, value.length());
        }
        client.call("DEL", "h");
        client.call(hset.toArray(new String[0]));

        byte[] bytes = new byte[pack.bytes()];
        pack.memory().copyOut(pack.address(), bytes, 0, bytes.length);
        assertThat(bytes).isEqualTo(packOf(client));
    }

    private static String value(Gen gen) {
        byte[] text = ListPackTest.text(gen);
        if (gen.chance(10)) {
            text = gen.bytes(gen.pick(List.of(4_095, 4_096, 16_378, 16_379, 16_380, 16_381)));
        }
        return new String(text, ISO_8859_1);
    }

    private static byte[] packOf(RespClient client) {
        byte[] dump = client.ask("DUMP", "h").text().getBytes(ISO_8859_1);
        assertThat((int) dump[0]).isEqualTo(HASH_LISTPACK);
        int head = lengthBytes(dump[1] & 0xff);
        return Arrays.copyOfRange(dump, 1 + head, dump.length - 10);
    }

    private static int lengthBytes(int first) {
        return first < 0x40 ? 1 : first < 0x80 ? 2 : 5;
    }
}
