package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import onggi.bytes.Memory;
import onggi.bytes.SystemClock;
import onggi.resp.RequestWriter;
import onggi.testkit.Gen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A power cut leaves of a file what was synced and any part of the rest. What is there afterwards
 * is a prefix of each client's history, whole transactions only, and no less than was promised.
 */
class AofPowerCutTest {

    private static final int CLIENTS = 5;
    private static final int CUTS = 40;

    /** A file that notes up to where it was synced. */
    private static final class Device implements Disk.Output {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private int synced;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            content.write(bytes, offset, length);
        }

        @Override
        public void sync() {
            int before = length();
            LockSupport.parkNanos(200_000);
            synchronized (this) {
                synced = Math.max(synced, before);
            }
        }

        synchronized int length() {
            return content.size();
        }

        @Override
        public void truncate(long length) {
            throw new IllegalStateException("nothing failed");
        }

        @Override
        public void close() {}

        /** Returns what a power cut might leave now. */
        synchronized byte[] cut(Gen gen) {
            int lost = gen.below(content.size() - synced + 1);
            return Arrays.copyOf(content.toByteArray(), content.size() - lost);
        }
    }

    private static final class Events implements AofWriter.Listener {

        private final Device next;

        Events(Device next) {
            this.next = next;
        }

        @Override
        public void progressed() {}

        @Override
        public void failing(@Nullable String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void fatal(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public Disk.Output next(long length) {
            return next;
        }

        @Override
        public void switched(@Nullable String failure) {
            assertThat(failure).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void powerCut_leavesAPrefixOfEveryHistory(FsyncPolicy policy) throws IOException {
        Gen gen = new Gen(Gen.firstSeed());
        for (int i = 0; i < CUTS; i++) {
            cutOnce(policy, gen);
        }
    }

    private static void cutOnce(FsyncPolicy policy, Gen gen) throws IOException {
        AofBuffer buffer = new AofBuffer(SystemClock.INSTANCE, 0, Memory.guarded());
        Device first = new Device();
        Device second = new Device();
        AofWriter writer =
                new AofWriter(buffer, SystemClock.INSTANCE, first, 0, policy, new Events(second));
        writer.start();
        int[] written = new int[CLIENTS];
        List<long[]> promised = new ArrayList<>();
        int count = gen.below(400);
        int cutAt = gen.below(400);
        for (int i = 0; i < count; i++) {
            int client = gen.below(CLIENTS);
            change(buffer, gen, client, ++written[client]);
            promised.add(new long[] {client, written[client], buffer.end()});
            if (i == cutAt) {
                buffer.cut();
            }
            if (gen.chance(20)) {
                writer.hurry();
            }
        }
        long safe = policy == FsyncPolicy.ALWAYS ? writer.safe() : writer.synced();
        // The second file before the first: what is in it was written when all of the first was.
        byte[] tail = second.cut(gen);
        byte[] head = first.cut(gen);
        writer.close();

        Map<Integer, Integer> there = new HashMap<>();
        boolean whole = replay(head, there);
        if (whole && (head.length == first.length() || tail.length == 0)) {
            replay(tail, there);
        }
        for (long[] change : promised) {
            if (change[2] <= safe && (tail.length == 0 || head.length == first.length())) {
                assertThat(there.getOrDefault((int) change[0], 0))
                        .isGreaterThanOrEqualTo((int) change[1]);
            }
        }
        for (int client = 0; client < CLIENTS; client++) {
            assertThat(there.getOrDefault(client, 0)).isLessThanOrEqualTo(written[client]);
        }
    }

    private static void change(AofBuffer buffer, Gen gen, int client, int number) {
        String value = Integer.toString(number);
        String key = Integer.toString(client);
        if (gen.chance(30)) {
            put(buffer, "MULTI");
            put(buffer, "SET", key, value);
            put(buffer, "SET", key + "b", value, gen.word(gen.below(30)));
            put(buffer, "EXEC");
        } else {
            put(buffer, "SET", key, value);
        }
    }

    private static void put(AofBuffer buffer, String... words) {
        byte[] bytes = RequestWriter.encode(words);
        buffer.append(0, bytes, bytes.length);
    }

    /** Notes the last number of each client; returns whether the file ends with a whole command. */
    private static boolean replay(byte[] content, Map<Integer, Integer> there) throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Path file = Path.of("/aof");
        disk.files().put(file, content);
        try (Disk.Input in = disk.open(file)) {
            AofInput input = new AofInput(in);
            List<String[]> waiting = new ArrayList<>();
            boolean inside = false;
            while (true) {
                switch (input.next()) {
                    case COMMAND -> {
                        String[] words = words(input);
                        if (words[0].equals("MULTI")) {
                            inside = true;
                        } else if (words[0].equals("EXEC")) {
                            inside = false;
                            waiting.forEach(queued -> apply(queued, there));
                            waiting.clear();
                        } else if (inside) {
                            waiting.add(words);
                        } else {
                            apply(words, there);
                        }
                    }
                    case END -> {
                        return !inside;
                    }
                    case CUT -> {
                        return false;
                    }
                    case BAD -> throw new AssertionError("damage at " + input.position());
                }
            }
        }
    }

    /** Every client counts upwards without a gap. */
    private static void apply(String[] words, Map<Integer, Integer> there) {
        if (words[0].equals("SET") && words.length == 3) {
            int client = Integer.parseInt(words[1]);
            int number = Integer.parseInt(words[2]);
            assertThat(number).isEqualTo(there.getOrDefault(client, 0) + 1);
            there.put(client, number);
        }
    }

    private static String[] words(AofInput input) {
        String[] words = new String[input.argc()];
        for (int i = 0; i < words.length; i++) {
            words[i] =
                    new String(
                            input.bytes(),
                            input.offsets()[i],
                            input.lengths()[i],
                            StandardCharsets.ISO_8859_1);
        }
        return words;
    }
}
