package onggi.rdb;

import java.io.IOException;
import onggi.bytes.Crc64;

/** The payload of DUMP: one value with its number before it, and version and checksum behind it. */
public final class DumpPayload {

    private static final int VERSION_BYTES = 2;
    private static final int FOOTER_BYTES = VERSION_BYTES + Long.BYTES;

    /** What {@link #versionOf} answers for bytes that are no payload. */
    public static final int NONE = -1;

    private DumpPayload() {}

    /**
     * Writes a payload.
     *
     * @param type of the value, one of {@link onggi.types.ValueType}
     * @param wanted the version to be written, if the value can be
     * @param out an array
     */
    public static void write(int type, ValueWriter value, int wanted, RdbOutput out)
            throws IOException {
        int version = value.versionFor(type, wanted);
        int number = value.numberOf(type, version);
        out.u8(number);
        value.write(number, out);
        out.little(version, VERSION_BYTES);
        out.little(out.flush(), Long.BYTES);
    }

    /**
     * Returns the version of a payload that can be read and whose checksum is right, else {@link
     * #NONE}.
     *
     * @param summed whether the checksum must be right
     */
    public static int versionOf(byte[] bytes, int offset, int length, boolean summed) {
        if (length < FOOTER_BYTES) {
            return NONE;
        }
        RdbText payload = new RdbText();
        payload.view(bytes, offset, length);
        int version = (int) Packed.little(payload, length - FOOTER_BYTES, VERSION_BYTES);
        long sum = Packed.little(payload, length - Long.BYTES, Long.BYTES);
        boolean intact = !summed || sum == Crc64.of(bytes, offset, length - Long.BYTES);
        return intact && RdbVersion.isReadable(version) ? version : NONE;
    }

    /**
     * Reads a payload for which {@link #versionOf} has an answer; bytes behind the value are left,
     * as Redis does.
     *
     * @throws RdbException when it is no sound value, or an empty collection
     */
    public static void read(byte[] bytes, int offset, int length, LoadedValue target)
            throws IOException {
        RdbText payload = new RdbText();
        payload.view(bytes, offset, length);
        int version = (int) Packed.little(payload, length - FOOTER_BYTES, VERSION_BYTES);
        RdbInput in = RdbInput.of(bytes, offset, length - FOOTER_BYTES);
        int type = in.u8();
        if (!new ValueReader(in, version).read(type, target)) {
            throw in.fail("a collection without elements");
        }
    }
}
