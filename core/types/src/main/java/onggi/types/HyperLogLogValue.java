package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * A HyperLogLog: about how many different elements were added, in at most 12 KB, within 0.81 %. It
 * is a string, and its bytes are those that Redis makes.
 */
public final class HyperLogLogValue {

    /*
     * The string:
     *
     *     0   4   "HYLL"
     *     4   1   0 dense, 1 sparse
     *     5   3   unused
     *     8   8   the number counted last, little-endian; the highest bit says that it is outdated
     *     16      the registers: DenseRegisters or SparseRegisters
     *
     * An element's 64-bit hash chooses one of 2^14 registers by its lowest bits. The register keeps the
     * longest run of zeros that the rest began with, plus one: 1 to 51. A sparse value becomes dense when
     * a register exceeds what a run can say or the string gets longer than hll-sparse-max-bytes, and
     * stays so.
     *
     * Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog: the analysis of a near-optimal cardinality
     * estimation algorithm" (2007); Heule, Nunkesser, Hall: "HyperLogLog in practice" (2013).
     */

    /** How many registers there are. */
    public static final int REGISTERS = 1 << 14;

    /** Length of a new one. */
    public static final int EMPTY_BYTES = 16 + SparseRegisters.EMPTY_BYTES;

    /** The value was changed. */
    public static final int CHANGED = 1;

    /** The value is as it was. */
    public static final int UNCHANGED = 0;

    /** The value is no sequence of runs that covers all registers. */
    public static final int CORRUPT = -1;

    static final int TOO_LONG = -2;

    static final int HEADER_BYTES = 16;

    private static final int INDEX_BITS = 14;
    private static final int HASH_BITS = Long.SIZE - INDEX_BITS;
    private static final long SEED = 0xADC83B19L;

    private static final int MAGIC = 'H' | ('Y' << 8) | ('L' << 16) | ('L' << 24);
    private static final int DENSE = 0;
    private static final int SPARSE = 1;
    private static final int DENSE_BYTES = HEADER_BYTES + DenseRegisters.BYTES;

    private static final int FORM_AT = 4;
    private static final int COUNT_AT = 8;
    private static final long OUTDATED = 1L << 63;

    private HyperLogLogValue() {}

    /** Returns whether a string begins as a HyperLogLog does and has a length that one can have. */
    @HotPath
    public static boolean isValid(Cell cell) {
        if (cell.encoding() == Encoding.INT || cell.valueLength() < HEADER_BYTES) {
            return false;
        }
        Memory memory = cell.memory();
        long address = cell.valueAddress();
        int form = memory.byteAt(address + FORM_AT);
        return memory.intAt(address) == MAGIC
                && (form == SPARSE || (form == DENSE && cell.valueLength() == DENSE_BYTES));
    }

    /** Makes a value of {@link #EMPTY_BYTES} bytes one without elements. */
    public static void clear(Cell cell) {
        Memory memory = cell.memory();
        long address = cell.valueAddress();
        memory.putInt(address, MAGIC);
        memory.putInt(address + FORM_AT, SPARSE);
        memory.putLong(address + COUNT_AT, 0);
        SparseRegisters.writeEmpty(memory, address + HEADER_BYTES);
    }

    /** Returns whether the registers stand side by side. */
    public static boolean isDense(Cell cell) {
        return cell.memory().byteAt(cell.valueAddress() + FORM_AT) == DENSE;
    }

    // ---- elements

    /** Adds an element; returns {@link #CHANGED}, {@link #UNCHANGED} or {@link #CORRUPT}. */
    @HotPath
    public static int add(Cell cell, byte[] bytes, int offset, int length) {
        long hash = MurmurHash.of(SEED, bytes, offset, length);
        int index = (int) hash & (REGISTERS - 1);
        long rest = (hash >>> INDEX_BITS) | (1L << HASH_BITS);
        return raise(cell, index, Long.numberOfTrailingZeros(rest) + 1);
    }

    /** Gives a register a value if that is higher than its own. */
    @HotPath
    public static int raise(Cell cell, int index, int value) {
        if (!isDense(cell)) {
            int result =
                    value > SparseRegisters.MAX_VALUE
                            ? TOO_LONG
                            : SparseRegisters.raise(cell, index, value);
            if (result != TOO_LONG) {
                return result;
            }
            if (!makeDense(cell)) {
                return CORRUPT;
            }
        }
        long registers = cell.valueAddress() + HEADER_BYTES;
        return DenseRegisters.raise(cell.memory(), registers, index, value) ? CHANGED : UNCHANGED;
    }

    /** Lets the registers stand side by side; returns false when the value is corrupt. */
    public static boolean makeDense(Cell cell) {
        if (isDense(cell)) {
            return true;
        }
        byte[] registers = new byte[REGISTERS];
        if (!mergeInto(cell, registers)) {
            return false;
        }
        cell.reshape(Encoding.RAW, DENSE_BYTES, HEADER_BYTES, 0);
        cell.memory().putByte(cell.valueAddress() + FORM_AT, (byte) DENSE);
        DenseRegisters.write(cell.memory(), cell.valueAddress() + HEADER_BYTES, registers);
        return true;
    }

    /**
     * Raises each of some registers, a byte each, to those of a value; returns false when the value
     * is corrupt.
     */
    public static boolean mergeInto(Cell cell, byte[] registers) {
        if (isDense(cell)) {
            DenseRegisters.mergeInto(cell.memory(), cell.valueAddress() + HEADER_BYTES, registers);
            return true;
        }
        return SparseRegisters.walk(
                cell,
                (first, span, value, isLong) -> {
                    long end = value == 0 ? first : Math.min(first + span, REGISTERS);
                    for (long i = first; i < end; i++) {
                        registers[(int) i] = (byte) Math.max(registers[(int) i], value);
                    }
                });
    }

    // ---- counting

    /** Returns whether the number counted last still holds. */
    public static boolean isCounted(Cell cell) {
        return countField(cell) >= 0;
    }

    /** Returns the number counted last, which holds as {@link #isCounted} says. */
    public static long lastCount(Cell cell) {
        return countField(cell);
    }

    private static long countField(Cell cell) {
        return cell.memory().longAt(cell.valueAddress() + COUNT_AT);
    }

    /** Keeps a number as counted. */
    public static void keepCount(Cell cell, long count) {
        cell.memory().putLong(cell.valueAddress() + COUNT_AT, count);
    }

    /** Lets the number counted last not hold any more. */
    @HotPath
    public static void outdate(Cell cell) {
        keepCount(cell, countField(cell) | OUTDATED);
    }

    /** Counts the elements, about; returns {@link #CORRUPT} when the value is corrupt. */
    public static long count(Cell cell) {
        int[] histogram = new int[DenseRegisters.MAX_VALUE + 1];
        if (isDense(cell)) {
            DenseRegisters.count(cell.memory(), cell.valueAddress() + HEADER_BYTES, histogram);
        } else if (!SparseRegisters.walk(
                cell, (first, span, value, isLong) -> histogram[value] += span)) {
            return CORRUPT;
        }
        return Cardinality.of(histogram, REGISTERS, HASH_BITS);
    }

    /** Counts the elements of registers, a byte each, about. */
    public static long count(byte[] registers) {
        int[] histogram = new int[DenseRegisters.MAX_VALUE + 1];
        for (byte value : registers) {
            histogram[value]++;
        }
        return Cardinality.of(histogram, REGISTERS, HASH_BITS);
    }

    /** Returns a sparse value's runs as text, such as {@code Z:8436 v:1,1 z:4}. */
    public static String runs(Cell cell) {
        var text = new StringBuilder();
        SparseRegisters.walk(
                cell,
                (first, span, value, isLong) -> {
                    text.append(text.isEmpty() ? "" : " ");
                    if (value > 0) {
                        text.append("v:").append(value).append(',').append(span);
                    } else {
                        text.append(isLong ? "Z:" : "z:").append(span);
                    }
                });
        return text.toString();
    }
}
