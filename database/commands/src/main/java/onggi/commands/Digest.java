package onggi.commands;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import onggi.types.Cell;
import onggi.types.Encoding;
import onggi.types.StringValue;

/**
 * The 64-bit XXH3 of a string, as 16 hexadecimal digits. Loaded only when a command asks for it.
 */
final class Digest {

    /** How long a digest is. */
    static final int TEXT_LENGTH = 16;

    private static final int CHUNK_BYTES = 16 * 1024;

    private Digest() {}

    /** Returns the digest of the string in a cell. */
    static byte[] of(Cell cell) {
        HashStream64 stream = Hashing.xxh3_64().hashStream();
        if (cell.encoding() == Encoding.INT) {
            stream.putBytes(StringValue.copy(cell));
        } else {
            put(stream, cell);
        }
        return HexFormat.of().toHexDigits(stream.getAsLong()).getBytes(StandardCharsets.US_ASCII);
    }

    /** In pieces, so that a large value is not copied into the heap as a whole. */
    private static void put(HashStream64 stream, Cell cell) {
        int length = cell.valueLength();
        byte[] chunk = new byte[Math.min(length, CHUNK_BYTES)];
        for (int from = 0; from < length; from += CHUNK_BYTES) {
            int bytes = Math.min(length - from, CHUNK_BYTES);
            cell.memory().copyOut(cell.valueAddress() + from, chunk, 0, bytes);
            stream.putBytes(chunk, 0, bytes);
        }
    }
}
