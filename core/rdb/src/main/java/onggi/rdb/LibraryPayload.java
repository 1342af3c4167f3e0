package onggi.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Crc64;

/**
 * The payload of FUNCTION DUMP: libraries as they stand in a snapshot, with version and checksum
 * behind them.
 */
public final class LibraryPayload {

    private static final int VERSION_BYTES = 2;
    private static final int FOOTER_BYTES = VERSION_BYTES + Long.BYTES;

    private LibraryPayload() {}

    /**
     * Returns the payload of some libraries.
     *
     * @param version of the format, one of {@link RdbVersion}
     * @param compresses whether long texts are compressed
     */
    public static byte[] write(List<byte[]> texts, int version, boolean compresses)
            throws IOException {
        RdbOutput out = RdbOutput.toArray(compresses);
        for (byte[] text : texts) {
            out.u8(RdbOpcode.FUNCTION);
            out.string(text, 0, text.length);
        }
        out.little(version, VERSION_BYTES);
        out.little(out.flush(), Long.BYTES);
        return Arrays.copyOf(out.array(), (int) out.position());
    }

    /**
     * Returns whether bytes are a payload, of a version that can be read and with the right
     * checksum.
     *
     * @param summed whether the checksum must be right
     */
    public static boolean isOne(byte[] bytes, boolean summed) {
        if (bytes.length < FOOTER_BYTES) {
            return false;
        }
        RdbText footer = new RdbText();
        footer.view(bytes, bytes.length - FOOTER_BYTES, FOOTER_BYTES);
        long sum = Packed.little(footer, VERSION_BYTES, Long.BYTES);
        return RdbVersion.isReadable((int) Packed.little(footer, 0, VERSION_BYTES))
                && (!summed || sum == Crc64.of(bytes, 0, bytes.length - Long.BYTES));
    }

    /**
     * Returns the texts in a payload for which {@link #isOne} says yes.
     *
     * @throws RdbException when something else is in it; its message is that of Redis
     */
    public static List<byte[]> read(byte[] bytes) throws RdbException {
        int end = bytes.length - FOOTER_BYTES;
        RdbInput in = RdbInput.of(bytes, 0, end);
        List<byte[]> texts = new ArrayList<>();
        while (in.position() < end) {
            texts.add(text(in));
        }
        return texts;
    }

    private static byte[] text(RdbInput in) throws RdbException {
        if (codeOf(in) != RdbOpcode.FUNCTION) {
            throw new RdbException(in.position(), "given type is not a function");
        }
        try {
            RdbText text = new RdbText();
            in.string(text);
            return text.copy();
        } catch (IOException e) {
            throw new RdbException(in.position(), "Failed loading library payload");
        }
    }

    private static int codeOf(RdbInput in) throws RdbException {
        try {
            return in.u8();
        } catch (IOException e) {
            throw new RdbException(in.position(), "can not read data type");
        }
    }
}
