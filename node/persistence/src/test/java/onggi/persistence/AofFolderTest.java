package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whatever step of a change fails, and wherever the process ends, the manifest on disk names files
 * that hold everything.
 */
class AofFolderTest {

    private static final Path DIR = Path.of("/data");
    private static final Path FOLDER = DIR.resolve("aofdir");
    private static final Path WRITTEN = FOLDER.resolve("temp-rewrite");

    private final MemoryDisk disk = new MemoryDisk();

    private AofFolder folder() throws IOException {
        AofFolder folder = new AofFolder(disk, DIR, "aofdir", "a.aof");
        folder.read();
        return folder;
    }

    /** Writes "base", "one" and "two" to a base and two increments. */
    private AofFolder filled() throws IOException {
        AofFolder folder = folder();
        folder.createBase(true, target -> write(target, "base "));
        put(folder.openIncrement(), "one ");
        put(folder.nextIncrement(), "two ");
        return folder;
    }

    private void write(Path file, String text) throws IOException {
        put(disk.create(file), text);
    }

    private static void put(Disk.Output out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length);
        out.close();
    }

    /** Returns what a server would load that starts with the files as they are. */
    private String loaded() throws IOException {
        StringBuilder text = new StringBuilder();
        for (AofManifest.Part part : folder().manifest().parts()) {
            assertThat(disk.exists(FOLDER.resolve(part.name()))).as(part.name()).isTrue();
            text.append(
                    new String(
                            disk.content(FOLDER.resolve(part.name())), StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        disk.files().keySet().forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    @Test
    void rewrite_replacesAllButTheLastIncrement_andRemovesTheRest() throws IOException {
        AofFolder folder = filled();
        write(WRITTEN, "base one ");

        AofManifest.Part base = folder.replaceBase(WRITTEN, true, 1, false);

        assertThat(base.name()).isEqualTo("a.aof.2.base.rdb");
        assertThat(loaded()).isEqualTo("base one two ");
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "a.aof.2.base.rdb", "a.aof.2.incr.aof", "a.aof.manifest");
        assertThat(folder.nextIncrement()).isNotNull();
        assertThat(folder.manifest().increments().getLast().name()).isEqualTo("a.aof.3.incr.aof");
    }

    @Test
    void firstRewriteAfterTurningOn_namesTheTemporaryIncrement() throws IOException {
        AofFolder folder = filled();
        put(folder.temporaryIncrement(), "new ");
        write(WRITTEN, "all ");

        folder.replaceBase(WRITTEN, false, 1, true);

        assertThat(loaded()).isEqualTo("all new ");
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "a.aof.2.base.aof", "a.aof.3.incr.aof", "a.aof.manifest");
    }

    @Test
    void keptHistory_isRemovedWhenThatIsAllowedAgain() throws IOException {
        AofFolder folder = filled();
        folder.keepsHistory(true);
        write(WRITTEN, "base one ");
        folder.replaceBase(WRITTEN, true, 1, false);
        assertThat(names()).contains("a.aof.1.base.rdb", "a.aof.1.incr.aof");
        assertThat(new String(folder.manifest().toBytes(), StandardCharsets.US_ASCII))
                .isEqualTo(
                        """
                        file a.aof.2.base.rdb seq 2 type b
                        file a.aof.1.incr.aof seq 1 type h
                        file a.aof.1.base.rdb seq 1 type h
                        file a.aof.2.incr.aof seq 2 type i
                        """);

        AofFolder later = folder();
        later.deleteHistory();

        assertThat(names()).doesNotContain("a.aof.1.base.rdb", "a.aof.1.incr.aof");
        assertThat(loaded()).isEqualTo("base one two ");
    }

    @Test
    void noStepThatFails_losesAnything() throws IOException {
        for (int step = 0; ; step++) {
            disk.files().clear();
            disk.failFrom(Integer.MAX_VALUE);
            AofFolder folder = filled();
            write(WRITTEN, "base one ");
            disk.failFrom(step);
            boolean failed = false;
            try {
                folder.replaceBase(WRITTEN, true, 1, false);
            } catch (IOException e) {
                failed = true;
            }
            boolean reached = disk.hasFailed();
            disk.failFrom(Integer.MAX_VALUE);

            assertThat(loaded()).as("step %d", step).isEqualTo("base one two ");
            if (failed) {
                write(WRITTEN, "base one ");
                folder.replaceBase(WRITTEN, true, 1, false);
                assertThat(loaded()).as("again after step %d", step).isEqualTo("base one two ");
            }
            if (!reached) {
                assertThat(step).isGreaterThan(5);
                return;
            }
        }
    }

    @Test
    void noIncrementThatFails_losesAnything() throws IOException {
        for (int step = 0; ; step++) {
            disk.files().clear();
            disk.failFrom(Integer.MAX_VALUE);
            AofFolder folder = filled();
            disk.failFrom(step);
            String third = "three ";
            try {
                Disk.Output out = folder.nextIncrement();
                disk.failFrom(Integer.MAX_VALUE);
                put(out, third);
            } catch (IOException e) {
                disk.failFrom(Integer.MAX_VALUE);
                put(disk.append(FOLDER.resolve("a.aof.2.incr.aof")), third);
            }
            assertThat(loaded()).as("step %d", step).isEqualTo("base one two three ");
            if (step > 10) {
                return;
            }
        }
    }

    /** The disk as a process that is killed at any step leaves it. */
    @Test
    void killAtAnyStep_losesNothing() throws IOException {
        for (int step = 0; step < 20; step++) {
            disk.files().clear();
            disk.failFrom(Integer.MAX_VALUE);
            AofFolder folder = filled();
            write(WRITTEN, "base one ");
            Map<Path, byte[]> left = new HashMap<>();
            disk.snapshotAt(step, left);
            folder.replaceBase(WRITTEN, true, 1, false);
            disk.files().clear();
            disk.files().putAll(left);

            assertThat(loaded()).as("step %d", step).isEqualTo("base one two ");
        }
    }
}
