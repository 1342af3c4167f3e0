package onggi.rdb;

import java.io.IOException;
import onggi.bytes.Crc64;
import onggi.bytes.LooseBlock;

/** The payload of DUMP: one value with its number before it, and version and checksum behind it. */
public final class DumpPayload {

    private static final int VERSION_BYTES = 2;
    private static final int FOOTER_BYTES = VERSION_BYTES + Long.BYTES;

    private static final int PART_BYTES = 1 << 16;
    private static final int NONE = -1;

    private DumpPayload() {}

    /**
     * Writes a payload, all of it.
     *
     * @param type of the value, one of {@link onggi.types.ValueType}
     * @param wanted the version to be written, if the value can be
     */
    public static void write(int type, ValueWriter value, int wanted, RdbOutput out)
            throws IOException {
        int version = value.versionFor(type, wanted);
        int number = value.numberOf(type, version);
        out.u8(number);
        value.write(number, out);
        out.little(version, VERSION_BYTES);
        out.little(out.flush(), Long.BYTES);
        out.pass();
    }

    /**
     * Reads a payload; bytes behind the value are left, as Redis does.
     *
     * @param summed whether the checksum must be right
     * @return whether it is one, of a version that can be read and with the right checksum
     * @throws RdbException when it is no sound value, or an empty collection
     */
    public static boolean read(
            byte[] bytes, int offset, int length, boolean summed, LoadedValue target)
            throws IOException {
        if (length < FOOTER_BYTES) {
            return false;
        }
        long crc = summed ? Crc64.of(bytes, offset, length - Long.BYTES) : 0;
        RdbText footer = new RdbText();
        footer.view(bytes, offset + length - FOOTER_BYTES, FOOTER_BYTES);
        int version = version(footer, summed, crc);
        if (version == NONE) {
            return false;
        }
        read(RdbInput.of(bytes, offset, length - FOOTER_BYTES), version, target);
        return true;
    }

    /**
     * Reads a payload outside of the heap, as {@link #read(byte[], int, int, boolean, LoadedValue)}
     * does.
     *
     * @param block which begins with the payload
     * @param length of the payload
     */
    public static boolean read(LooseBlock block, int length, boolean summed, LoadedValue target)
            throws IOException {
        if (length < FOOTER_BYTES) {
            return false;
        }
        byte[] end = new byte[FOOTER_BYTES];
        block.copyOut(length - FOOTER_BYTES, end, 0, FOOTER_BYTES);
        RdbText footer = new RdbText();
        footer.view(end, 0, FOOTER_BYTES);
        long crc = summed ? crc(block, length - Long.BYTES) : 0;
        int version = version(footer, summed, crc);
        if (version == NONE) {
            return false;
        }
        int body = length - FOOTER_BYTES;
        read(RdbInput.of(new BlockSource(block, body), body), version, target);
        return true;
    }

    private static int version(RdbText footer, boolean summed, long crc) {
        int version = (int) Packed.little(footer, 0, VERSION_BYTES);
        boolean intact = !summed || Packed.little(footer, VERSION_BYTES, Long.BYTES) == crc;
        return intact && RdbVersion.isReadable(version) ? version : NONE;
    }

    private static long crc(LooseBlock block, int length) {
        byte[] part = new byte[PART_BYTES];
        long crc = 0;
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, part.length);
            block.copyOut(done, part, 0, count);
            crc = Crc64.update(crc, part, 0, count);
            done += count;
        }
        return crc;
    }

    private static void read(RdbInput in, int version, LoadedValue target) throws IOException {
        int type = in.u8();
        if (!new ValueReader(in, version).read(type, target)) {
            throw in.fail("a collection without elements");
        }
    }

    /** The first bytes of a block, one behind another. */
    private static final class BlockSource implements RdbInput.Source {

        private final LooseBlock block;
        private final int size;
        private int at;

        BlockSource(LooseBlock block, int size) {
            this.block = block;
            this.size = size;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, size - at);
            if (count == 0) {
                return -1;
            }
            block.copyOut(at, target, offset, count);
            at += count;
            return count;
        }
    }
}
