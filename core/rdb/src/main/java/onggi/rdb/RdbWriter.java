package onggi.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import onggi.bytes.Memory;
import onggi.types.Record;

/** Writes a whole file, part by part in the order in which {@link RdbReader} reads. */
public final class RdbWriter {

    private final RdbOutput out;
    private final int version;

    /**
     * Prepares to write.
     *
     * @param version of the format, one of {@link RdbVersion}
     */
    public RdbWriter(RdbOutput out, int version) {
        this.out = out;
        this.version = version;
    }

    /** Writes the header. */
    public void begin() throws IOException {
        ascii((version < RdbVersion.VALKEY_9 ? "REDIS%04d" : "VALKEY%03d").formatted(version));
    }

    private void ascii(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.raw(bytes, 0, bytes.length);
    }

    /** Writes a fact about the file or the server. */
    public void aux(String name, String value) throws IOException {
        out.u8(RdbOpcode.AUX);
        string(name);
        string(value);
    }

    private void string(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.string(bytes, 0, bytes.length);
    }

    /** Writes the code of a library of functions. */
    public void function(byte[] code) throws IOException {
        out.u8(RdbOpcode.FUNCTION);
        out.string(code, 0, code.length);
    }

    /** Writes which database comes, maybe not for the first time. */
    public void database(int number) throws IOException {
        out.u8(RdbOpcode.DATABASE);
        out.number(number);
    }

    /** Writes which database comes, how many keys it has, and how many of them expire. */
    public void database(int number, long keys, long expiring) throws IOException {
        database(number);
        out.u8(RdbOpcode.SIZES);
        out.number(keys);
        out.number(expiring);
    }

    /** Writes that the next key expires, in Unix milliseconds. */
    public void expiry(long expiryMs) throws IOException {
        out.u8(RdbOpcode.EXPIRY_MS);
        out.little(expiryMs, Long.BYTES);
    }

    /** Writes how long the next key was not used. */
    public void idle(long seconds) throws IOException {
        out.u8(RdbOpcode.IDLE);
        out.number(seconds);
    }

    /** Writes the logarithmic counter of uses of the next key, 0 to 255. */
    public void uses(int uses) throws IOException {
        out.u8(RdbOpcode.USES);
        out.u8(uses);
    }

    /** Writes the key of a record with its value. */
    public void record(Memory memory, long record, ValueWriter value) throws IOException {
        key(
                memory,
                Record.keyAddress(memory, record),
                Record.keyLength(memory, record),
                Record.type(memory, record),
                value);
    }

    /**
     * Writes the key of a record without its value; returns the number that tells how to write it.
     */
    int head(Memory memory, long record, ValueWriter value) throws IOException {
        int number = value.numberOf(Record.type(memory, record), version);
        out.u8(number);
        out.string(memory, Record.keyAddress(memory, record), Record.keyLength(memory, record));
        return number;
    }

    /**
     * Writes a key with its value.
     *
     * @param type of the value, one of {@link onggi.types.ValueType}
     */
    public void key(Memory memory, long address, int length, int type, ValueWriter value)
            throws IOException {
        int number = value.numberOf(type, version);
        out.u8(number);
        out.string(memory, address, length);
        value.write(number, out);
    }

    /**
     * Writes the end, and gives all to the sink.
     *
     * @param summed whether a checksum is written, else 0
     */
    public void end(boolean summed) throws IOException {
        out.u8(RdbOpcode.END);
        long sum = out.flush();
        out.little(summed ? sum : 0, Long.BYTES);
        out.flush();
    }
}
