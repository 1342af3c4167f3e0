package onggi.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a whole file and shows a visitor what is in it. */
public final class RdbReader {

    /*
     * A file is "REDIS" or "VALKEY" and a version, in all 9 bytes; then opcodes with what belongs to them, and keys: expiry and use
     * before, then the number of the value, the key, the value; then END and, since version 5, the checksum of all before it, which
     * is 0 when the writer did not sum.
     */

    private static final int HEADER_BYTES = 9;
    private static final byte[] REDIS = "REDIS".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALKEY = "VALKEY".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_WITH_SUM = 5;
    private static final long MS_PER_SECOND = 1000;

    private static final int MODULE_END = 0;
    private static final int MODULE_SIGNED = 1;
    private static final int MODULE_UNSIGNED = 2;
    private static final int MODULE_FLOAT = 3;
    private static final int MODULE_DOUBLE = 4;
    private static final int MODULE_STRING = 5;

    private final RdbInput in;
    private final RdbVisitor visitor;
    private final boolean summed;
    private final RdbKey key = new RdbKey();
    private final RdbText text = new RdbText();
    private final RdbText other = new RdbText();
    private int version;
    private String step = "start";

    /**
     * Prepares to read.
     *
     * @param summed whether the checksum must be right
     */
    public RdbReader(RdbInput in, RdbVisitor visitor, boolean summed) {
        this.in = in;
        this.visitor = visitor;
        this.summed = summed;
    }

    /** Returns the version of the file, once its header was read. */
    public int version() {
        return version;
    }

    /** Returns what is being read, in the words of {@code redis-check-rdb}. */
    public String step() {
        return step;
    }

    /**
     * Reads up to the end of the snapshot; what stands behind it is left.
     *
     * @throws RdbException when the file is not sound; what the visitor got before is
     */
    public void read() throws IOException {
        header();
        ValueReader values = new ValueReader(in, version);
        key.forget();
        int code = code();
        while (code != RdbOpcode.END) {
            if (RdbType.isValue(code)) {
                key(code, values);
            } else {
                opcode(code);
            }
            code = code();
        }
        sum();
    }

    private int code() throws IOException {
        step = "read-type";
        return in.u8();
    }

    private void header() throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        in.bytes(header, 0, HEADER_BYTES);
        int digits =
                starts(header, REDIS) ? REDIS.length : starts(header, VALKEY) ? VALKEY.length : 0;
        if (digits == 0) {
            throw in.fail("Wrong signature trying to load DB from file");
        }
        for (int i = digits; i < HEADER_BYTES; i++) {
            if (header[i] < '0' || header[i] > '9') {
                throw in.fail("Can't handle RDB format version: no number");
            }
            version = version * 10 + header[i] - '0';
        }
        if (!RdbVersion.isReadable(version)) {
            throw in.fail("Can't handle RDB format version " + version);
        }
    }

    private static boolean starts(byte[] header, byte[] magic) {
        return Arrays.equals(header, 0, magic.length, magic, 0, magic.length);
    }

    private void sum() throws IOException {
        if (version < FIRST_WITH_SUM) {
            return;
        }
        step = "check-sum";
        long expected = in.crc();
        long sum = in.int64();
        if (summed && sum != 0 && sum != expected) {
            throw in.fail(
                    "RDB CRC error: "
                            + Long.toHexString(sum)
                            + ", expected "
                            + Long.toHexString(expected));
        }
        visitor.end(sum != 0);
    }

    private void key(int number, ValueReader values) throws IOException {
        key.type = number;
        step = "read-key";
        in.string(key.name);
        step = "read-object-value";
        LoadedValue home = visitor.home(key);
        if (read(number, values, home)) {
            try (home) {
                visitor.key(key, home);
            }
        } else {
            visitor.emptyKey(key);
        }
        key.forget();
    }

    private boolean read(int number, ValueReader values, LoadedValue home) throws IOException {
        try {
            return values.read(number, home);
        } catch (OutOfMemoryError e) {
            throw in.fail("no memory for the value of key '" + key.name + "'");
        }
    }

    private void opcode(int code) throws IOException {
        step =
                switch (code) {
                    case RdbOpcode.EXPIRY_MS, RdbOpcode.EXPIRY_SECONDS -> "read-expire";
                    case RdbOpcode.DATABASE, RdbOpcode.SIZES, RdbOpcode.SLOT_INFO -> "read-len";
                    case RdbOpcode.AUX -> "read-aux";
                    case RdbOpcode.MODULE_AUX -> "read-module-aux";
                    case RdbOpcode.FUNCTION, RdbOpcode.FUNCTION_EARLY -> "read-functions";
                    default -> step;
                };
        switch (code) {
            case RdbOpcode.EXPIRY_MS -> key.expiryMs = in.int64();
            case RdbOpcode.EXPIRY_SECONDS -> key.expiryMs = in.littleEndian(4) * MS_PER_SECOND;
            case RdbOpcode.IDLE -> key.idleSeconds = in.number();
            case RdbOpcode.USES -> key.uses = in.u8();
            case RdbOpcode.DATABASE -> database();
            case RdbOpcode.SIZES -> visitor.sizes(in.number(), in.number());
            case RdbOpcode.AUX -> {
                in.string(text);
                in.string(other);
                visitor.aux(text, other);
            }
            case RdbOpcode.FUNCTION -> {
                in.string(text);
                visitor.function(text);
            }
            case RdbOpcode.FUNCTION_EARLY -> throw in.fail("functions as a pre-release had them");
            case RdbOpcode.MODULE_AUX -> module();
            case RdbOpcode.SLOT_INFO -> {
                in.number();
                in.number();
                in.number();
            }
            case RdbOpcode.SLOT_IMPORT -> throw in.fail("an import of slots that is under way");
            default -> throw in.fail("Invalid object type: " + code);
        }
    }

    private void database() throws IOException {
        long number = in.number();
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw in.fail("bad database: " + Long.toUnsignedString(number));
        }
        key.database = (int) number;
        visitor.database((int) number);
    }

    /** Skips what a module wrote, which says of each part how long it is. */
    private void module() throws IOException {
        String name = ModuleName.of(in.number());
        in.number(); // says that the next number tells when it was written
        in.number();
        long part = in.number();
        while (part != MODULE_END) {
            switch ((int) Math.min(part, Integer.MAX_VALUE)) {
                case MODULE_SIGNED, MODULE_UNSIGNED -> in.number();
                case MODULE_FLOAT -> in.littleEndian(4);
                case MODULE_DOUBLE -> in.int64();
                case MODULE_STRING -> in.string(text);
                default -> throw in.fail("bad data of module " + name);
            }
            part = in.number();
        }
        visitor.skippedModule(name);
    }
}
