package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.engine.Group;
import onggi.engine.KeyFlag;
import onggi.engine.Keyspace;
import onggi.engine.Session;
import onggi.engine.Shard;
import onggi.engine.StoreCheck;
import onggi.resp.ReplyWriter;
import onggi.types.Table;

/**
 * Whatever stands in the manifest, the base or the last file of an append-only file: it is loaded,
 * or refused with a message, and the store is sound. With {@code JAZZER_FUZZ=1} it looks for new
 * inputs.
 */
class AofFilesFuzzTest {

    private static final Path FOLDER = Path.of("appendonlydir");
    private static final String MANIFEST =
            "file a.1.base.rdb seq 1 type b\nfile a.1.incr.aof seq 1 type i\n";
    private static final String BASE = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n";
    private static final String INCREMENT =
            "#TS:1700000000\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n1\r\n*1\r\n$5\r\nMULTI\r\n"
                    + BASE
                    + "*1\r\n$4\r\nEXEC\r\n";

    private static final CommandFamily FAMILY = CommandFamily.of(Group.STRING);

    static final Command SET =
            FAMILY.command("SET", AofFilesFuzzTest::set)
                    .syntax("key value")
                    .key(1, KeyFlag.OW)
                    .flags(CommandFlag.WRITE)
                    .declare();

    private static void set(Call call) {
        Entry entry = call.writable(1);
        entry.setString(call.buffer(), call.offset(2), call.length(2), Entry.NO_EXPIRY);
        call.reply().ok();
    }

    @FuzzTest(maxDuration = "2m")
    void anyFiles_areLoaded_orRefused(byte[] input) {
        int place = input.length == 0 ? 0 : input[0] & 3;
        String text = new String(input, StandardCharsets.ISO_8859_1);
        String body = text.substring(Math.min(1, text.length()));
        MemoryDisk disk = new MemoryDisk();
        put(disk, "a.manifest", place == 0 ? body : MANIFEST);
        put(disk, "a.1.base.rdb", place == 1 ? "REDIS0012" + body : BASE);
        put(disk, "a.1.incr.aof", place == 2 ? body : place == 3 ? INCREMENT + body : INCREMENT);
        Engine engine = engine();
        Session idle =
                new Session(0) {
                    @Override
                    public void deliver(Frame frame) {
                        // nobody listens
                    }
                };
        Execution execution = engine.execution(idle, new ReplyWriter());
        Snapshots snapshots = new Snapshots(engine, disk, "7.4.0", 1);
        AofFolder folder = new AofFolder(disk, Path.of(""), FOLDER.toString(), "a");
        boolean loadsCut = input.length % 2 == 0;

        try {
            folder.read();
            folder.upgrade();
            new AofReplay(engine, disk, snapshots, folder, loadsCut).run(execution, false);
        } catch (IOException | UncheckedIOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        StoreCheck.of(engine.keyspace()).run();
        giveBack(engine.keyspace().shard(0), engine.keyspace().databases());
    }

    private static void giveBack(Shard shard, int databases) {
        for (int i = 0; i < databases; i++) {
            Table table = shard.table(i);
            if (table != null) {
                table.clear(shard::free);
            }
        }
        assertThat(shard.slab().liveBytes()).isZero();
        shard.slab().close();
    }

    private static void put(MemoryDisk disk, String name, String content) {
        disk.files().put(FOLDER.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Engine engine() {
        return new Engine(
                new Keyspace(Memory::guarded, 1, 4, 7, false),
                CommandTable.of(List.of(FAMILY, SnapshotCommands.family())),
                new EngineSettings(),
                new ManualClock(1_700_000_000_000L),
                new SeededRandom(1));
    }
}
