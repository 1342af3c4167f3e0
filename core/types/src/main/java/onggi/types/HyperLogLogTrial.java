package onggi.types;

import java.nio.ByteBuffer;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.SeededRandom;
import onggi.bytes.Slab;
import org.jspecify.annotations.Nullable;

/** The trial of HyperLogLogs on this machine that {@code PFSELFTEST} makes. */
public final class HyperLogLogTrial implements AutoCloseable {

    private static final int REGISTER_ROUNDS = 20;
    private static final int ELEMENTS = 1_000_000;

    /** How many standard errors a count may be off. */
    private static final int TOLERATED_ERRORS = 6;

    private static final double STANDARD_ERROR = 1.04 / Math.sqrt(HyperLogLogValue.REGISTERS);

    private final Scratch sparse;
    private final Scratch dense;
    private final RandomSource random;

    /**
     * Creates a trial.
     *
     * @param memory where the values on trial are made
     * @param seed chooses the elements
     */
    public HyperLogLogTrial(Memory memory, long seed) {
        this.sparse = new Scratch(memory);
        this.dense = new Scratch(memory);
        this.random = new SeededRandom(seed);
    }

    /** Makes the trial; returns what went wrong, or null. */
    public @Nullable String failure() {
        String failure = registersFailure();
        return failure == null ? countsFailure() : failure;
    }

    private @Nullable String registersFailure() {
        reset();
        byte[] model = new byte[HyperLogLogValue.REGISTERS];
        for (int i = 0; i < REGISTER_ROUNDS * model.length; i++) {
            int index = random.nextInt(model.length);
            int value = random.nextInt(DenseRegisters.MAX_VALUE + 1);
            model[index] = (byte) Math.max(model[index], value);
            HyperLogLogValue.raise(dense, index, value);
        }
        for (int i = 0; i < model.length; i++) {
            int value =
                    DenseRegisters.value(
                            dense.memory(),
                            dense.valueAddress() + HyperLogLogValue.HEADER_BYTES,
                            i);
            if (value != model[i]) {
                return "Register " + i + " should be " + model[i] + " but is " + value;
            }
        }
        return null;
    }

    private void reset() {
        sparse.reshape(Encoding.RAW, HyperLogLogValue.EMPTY_BYTES, 0, 0);
        dense.reshape(Encoding.RAW, HyperLogLogValue.EMPTY_BYTES, 0, 0);
        HyperLogLogValue.clear(sparse);
        HyperLogLogValue.clear(dense);
        HyperLogLogValue.makeDense(dense);
    }

    private @Nullable String countsFailure() {
        reset();
        long base = random.nextLong();
        ByteBuffer element = ByteBuffer.allocate(Long.BYTES);
        int next = 1;
        for (int i = 1; i <= ELEMENTS; i++) {
            element.putLong(0, base + i);
            HyperLogLogValue.add(dense, element.array(), 0, Long.BYTES);
            HyperLogLogValue.add(sparse, element.array(), 0, Long.BYTES);
            if (i == next) {
                next *= 10;
                String failure = countFailure(i);
                if (failure != null) {
                    return failure;
                }
            }
        }
        return null;
    }

    private @Nullable String countFailure(int elements) {
        long count = HyperLogLogValue.count(dense);
        if (count != HyperLogLogValue.count(sparse)) {
            return "dense/sparse disagree";
        }
        double most = Math.max(1, STANDARD_ERROR * TOLERATED_ERRORS * elements);
        return Math.abs(count - elements) > most
                ? "Too big error. card:" + elements + " count:" + count
                : null;
    }

    @Override
    public void close() {
        sparse.free();
        dense.free();
    }

    /** A value in a block of the largest size. */
    private static final class Scratch extends Cell {

        private static final int CAPACITY = HyperLogLogValue.HEADER_BYTES + DenseRegisters.BYTES;

        private final Memory memory;
        private final long address;
        private final CollectionLimits limits = new CollectionLimits();
        private int length;

        Scratch(Memory memory) {
            this.memory = memory;
            this.address = memory.allocate(CAPACITY);
        }

        void free() {
            memory.release(address);
        }

        @Override
        public Memory memory() {
            return memory;
        }

        @Override
        public Slab slab() {
            throw new UnsupportedOperationException("a scratch value has no slab");
        }

        @Override
        public long hashSeed() {
            return 0;
        }

        @Override
        public CollectionLimits limits() {
            return limits;
        }

        @Override
        public long valueAddress() {
            return address;
        }

        @Override
        public int valueLength() {
            return length;
        }

        @Override
        public int encoding() {
            return Encoding.RAW;
        }

        @Override
        public void reshape(int encoding, int length, int kept, int room) {
            this.length = length;
        }
    }
}
