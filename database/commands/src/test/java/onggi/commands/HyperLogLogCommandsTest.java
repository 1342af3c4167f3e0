package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HyperLogLogCommandsTest {

    private static final String NOT_VALID =
            "WRONGTYPE Key is not a valid HyperLogLog string value.";
    private static final String CORRUPT = "INVALIDOBJ Corrupted HLL object detected";

    @RegisterExtension final TestStore store = new TestStore();

    @Test
    void pfadd_newAndOldElements_tellsWhetherARegisterRose() {
        store.events();

        assertThat(store.run("PFADD", "h", "a", "b")).isInteger(1);
        assertThat(store.run("PFADD", "h", "a")).isInteger(0);
        assertThat(store.run("PFADD", "empty")).isInteger(1);
        assertThat(store.run("PFADD", "empty")).isInteger(0);

        assertThat(store.run("PFCOUNT", "h")).isInteger(2);
        assertThat(store.run("OBJECT", "ENCODING", "h")).isText("raw");
        assertThat(store.events()).containsExactly("new h", "pfadd h", "new empty", "pfadd empty");
        assertThat(store.effects()).containsExactly("PFADD h a b", "PFADD empty", "PFCOUNT h");
    }

    @Test
    void pfcount_again_changesNothing() {
        store.given("PFADD", "h", "a", "b", "c");
        assertThat(store.run("PFCOUNT", "h")).isInteger(3);
        store.effects();

        assertThat(store.run("PFCOUNT", "h")).isInteger(3);
        assertThat(store.run("PFCOUNT", "absent")).isInteger(0);
        assertThat(store.run("PFCOUNT", "h", "absent", "h")).isInteger(3);

        assertThat(store.effects()).isEmpty();
    }

    @Test
    void pfmerge_sparseAndDense_countsBoth() {
        store.given("PFADD", "a", "1", "2", "3");
        store.given("PFADD", "b", "3", "4");
        store.given("PFDEBUG", "TODENSE", "b");
        store.events();

        assertThat(store.run("PFMERGE", "to", "a", "absent")).isOk();
        assertThat(store.run("PFDEBUG", "ENCODING", "to")).isSimple("sparse");
        assertThat(store.run("PFMERGE", "to", "b")).isOk();
        assertThat(store.run("PFDEBUG", "ENCODING", "to")).isSimple("dense");

        assertThat(store.run("PFCOUNT", "to")).isInteger(4);
        assertThat(store.run("PFCOUNT", "a", "b")).isInteger(4);
        assertThat(store.events()).containsExactly("new to", "pfadd to", "pfadd to");
    }

    @Test
    void manyElements_makeTheValueDenseWithTheSameCount() {
        for (int i = 0; i < 3000; i++) {
            store.run("PFADD", "long", "e" + i);
        }
        store.engine().keyspace().limits().hllSparseBytes = 20_000;
        for (int i = 0; i < 3000; i++) {
            store.run("PFADD", "sparse", "e" + i);
        }

        assertThat(store.run("PFDEBUG", "ENCODING", "long")).isSimple("dense");
        assertThat(store.run("PFDEBUG", "ENCODING", "sparse")).isSimple("sparse");
        assertThat(store.run("STRLEN", "long")).isInteger(12_304);
        assertThat(store.run("PFCOUNT", "long")).isEqualTo(store.run("PFCOUNT", "sparse"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123", "text", "HYLL\1", "HYLL\2\0\0\0\0\0\0\0\0\0\0\0\0\0"})
    void otherStrings_areRefused(String text) {
        store.given("SET", "k", text);

        assertThat(store.run("PFADD", "k", "a")).isError(NOT_VALID);
        assertThat(store.run("PFCOUNT", "k")).isError(NOT_VALID);
        assertThat(store.run("PFCOUNT", "k", "x")).isError(NOT_VALID);
        assertThat(store.run("PFMERGE", "k", "x")).isError(NOT_VALID);
        assertThat(store.run("PFDEBUG", "GETREG", "k")).isError(NOT_VALID);
    }

    @Test
    void corruptRuns_areFound() {
        store.given("PFADD", "k", "a", "b");
        store.given("APPEND", "k", "hello");

        assertThat(store.run("PFCOUNT", "k")).isError(CORRUPT);
        assertThat(store.run("PFCOUNT", "k", "x")).isError(CORRUPT);
        assertThat(store.run("PFMERGE", "x", "k")).isError(CORRUPT);
        assertThat(store.run("PFDEBUG", "TODENSE", "k")).isError(CORRUPT);
        assertThat(store.run("EXISTS", "x")).isInteger(0);
    }

    @Test
    void pfdebug_showsTheRepresentation() {
        store.given("PFADD", "h", "a", "b", "c");

        assertThat(store.run("PFDEBUG", "DECODE", "h"))
                .isText("Z:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603");
        assertThat(store.run("PFDEBUG", "NOTHING", "h"))
                .isError("ERR Unknown PFDEBUG subcommand 'NOTHING'");
        assertThat(TestClient.elements(store.run("PFDEBUG", "GETREG", "h"))).hasSize(16_384);
        assertThat(store.run("PFDEBUG", "TODENSE", "h")).isInteger(0);
        assertThat(store.run("PFDEBUG", "DECODE", "h")).isError("ERR HLL encoding is not sparse");
        assertThat(store.run("PFDEBUG", "ENCODING", "absent"))
                .isError("ERR The specified key does not exist");
        assertThat(store.run("PFSELFTEST")).isOk();
    }
}
