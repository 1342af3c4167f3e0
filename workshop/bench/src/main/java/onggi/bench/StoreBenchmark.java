package onggi.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Record;
import onggi.types.Table;

/**
 * What does the store alone cost? Bytes per key, time per get and set, and what stays after most
 * keys are deleted, for keys and values of 16 bytes. Times are those of the thread on a processor.
 * Run with {@code --enable-native-access=ALL-UNNAMED -Xmx256m}; the argument is the number of keys.
 */
public final class StoreBenchmark {

    private static final int LENGTH = 16;
    private static final int OPERATIONS = 1 << 20;
    private static final int BATCH = 32;
    private static final int REPEATS = 7;
    private static final long SEED = 0x5EED;

    private final int keys;
    private final Memory memory = Memory.best();
    private final Slab slab = new Slab(memory);
    private final Table table = new Table(slab, SEED);
    private final byte[] value = new byte[LENGTH];
    private final byte[] chosen = new byte[OPERATIONS * LENGTH];
    private final long[] hashes = new long[BATCH];
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long sink;
    private long splits;
    private long splitNs;

    private StoreBenchmark(int keys) {
        this.keys = keys;
        Arrays.fill(value, (byte) 'x');
        var random = new SplittableRandom(7);
        for (int i = 0; i < OPERATIONS; i++) {
            writeKey(chosen, i * LENGTH, random.nextInt(keys));
        }
    }

    /**
     * Runs all measurements.
     *
     * @param args the number of keys; 5,000,000 when absent
     * @throws IOException when /proc cannot be read
     */
    public static void main(String[] args) throws IOException {
        new StoreBenchmark(args.length == 0 ? 5_000_000 : Integer.parseInt(args[0])).run();
    }

    private void run() throws IOException {
        long before = residentBytes();
        long start = cpuNs();
        load();
        long loadNs = cpuNs() - start;
        long peak = residentBytes();
        System.out.printf(
                "keys %d, load %d ns per key, two looks at the clock included%n",
                keys, loadNs / keys);
        System.out.printf(
                "bytes per key: live %.1f, reserved %.1f, process %.1f%n",
                perKey(slab.liveBytes()), perKey(slab.reservedBytes()), perKey(peak - before));
        System.out.printf("index bytes per key: %.1f%n", perKey(table.indexBytes()));
        System.out.printf("splits: %d, mean %d ns%n", splits, splitNs / splits);
        measure("get", this::getAll);
        measure("get in batches of " + BATCH, this::getInBatches);
        measure("set", this::setAll);
        shrink(peak);
        if (sink == 42) {
            System.out.println();
        }
    }

    private double perKey(long bytes) {
        return bytes / (double) keys;
    }

    private void measure(String name, Runnable operations) {
        var ns = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            long start = cpuNs();
            operations.run();
            ns[i] = (cpuNs() - start) / (double) OPERATIONS;
        }
        Arrays.sort(ns);
        System.out.printf("%s: median %.0f ns, best %.0f ns%n", name, ns[REPEATS / 2], ns[0]);
    }

    private void load() {
        var key = new byte[LENGTH];
        for (int i = 0; i < keys; i++) {
            writeKey(key, 0, i);
            int reference = newRecord(key);
            long index = table.indexBytes();
            long start = cpuNs();
            table.insert(KeyHash.of(SEED, key, 0, LENGTH), reference);
            if (table.indexBytes() != index) {
                splits++;
                splitNs += cpuNs() - start;
            }
        }
    }

    private int newRecord(byte[] key) {
        int reference = slab.allocate((int) Record.length(LENGTH, LENGTH, false, false));
        long address = slab.address(reference);
        long at = Record.write(memory, address, key, 0, LENGTH, LENGTH, false, false);
        memory.copyIn(value, 0, at, LENGTH);
        return reference;
    }

    private void getAll() {
        for (int i = 0; i < OPERATIONS; i++) {
            get(KeyHash.of(SEED, chosen, i * LENGTH, LENGTH), i * LENGTH);
        }
    }

    private void getInBatches() {
        for (int i = 0; i < OPERATIONS; i += BATCH) {
            for (int j = 0; j < BATCH; j++) {
                hashes[j] = KeyHash.of(SEED, chosen, (i + j) * LENGTH, LENGTH);
            }
            sink += table.touch(hashes, 0, BATCH);
            for (int j = 0; j < BATCH; j++) {
                get(hashes[j], (i + j) * LENGTH);
            }
        }
    }

    private void get(long hash, int offset) {
        long address = slab.address(table.reference(table.find(hash, chosen, offset, LENGTH)));
        int length = Record.valueLength(memory, address);
        memory.copyOut(Record.valueAddress(memory, address), value, 0, length);
    }

    private void setAll() {
        for (int i = 0; i < OPERATIONS; i++) {
            int offset = i * LENGTH;
            long hash = KeyHash.of(SEED, chosen, offset, LENGTH);
            int reference = table.reference(table.find(hash, chosen, offset, LENGTH));
            long address = slab.address(reference);
            if (Record.fits(memory, address, slab.capacityOf(reference), LENGTH)) {
                Record.setValueLength(memory, address, LENGTH);
                memory.copyIn(value, 0, Record.valueAddress(memory, address), LENGTH);
            }
        }
    }

    /** Deletes 95 of 100 keys and compacts. */
    private void shrink(long peak) throws IOException {
        var random = new SplittableRandom(11);
        var key = new byte[LENGTH];
        long start = cpuNs();
        for (int i = 0; i < keys; i++) {
            if (random.nextInt(100) < 95) {
                writeKey(key, 0, i);
                long hash = KeyHash.of(SEED, key, 0, LENGTH);
                long slot = table.find(hash, key, 0, LENGTH);
                int reference = table.reference(slot);
                table.remove(slot, hash);
                Record.free(slab, reference);
            }
        }
        long deleted = cpuNs();
        System.out.printf("delete 95 %%: %d ns per key%n", (deleted - start) / (keys / 20 * 19L));
        long position = 0;
        do {
            position = table.compact(position, 1_000, (from, to) -> {});
        } while (position != 0);
        long compacted = cpuNs();
        memory.prepareDiscard();
        long prepared = cpuNs();
        slab.trim(Integer.MAX_VALUE, 0);
        long now = residentBytes();
        System.out.printf(
                "compact %d ms, link madvise %d ms, trim %d ms%n",
                (compacted - deleted) / 1_000_000,
                (prepared - compacted) / 1_000_000,
                (cpuNs() - prepared) / 1_000_000);
        System.out.printf(
                "then live %.1f MB, reserved %.1f MB, process %.0f MB of %.0f MB (%.0f %%)%n",
                slab.liveBytes() / 1e6,
                slab.reservedBytes() / 1e6,
                now / 1e6,
                peak / 1e6,
                100.0 * now / peak);
    }

    private static void writeKey(byte[] target, int offset, int number) {
        target[offset] = 'k';
        target[offset + 1] = 'e';
        target[offset + 2] = 'y';
        target[offset + 3] = ':';
        for (int i = LENGTH - 1, rest = number; i >= 4; i--, rest /= 10) {
            target[offset + i] = (byte) ('0' + rest % 10);
        }
    }

    private long cpuNs() {
        return threads.getCurrentThreadCpuTime();
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }
}
