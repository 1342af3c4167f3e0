package onggi.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.rdb.RdbText;

/** Writes commands on one key after another to a file, large values in pieces. */
final class AofCommandOutput {

    /** So many elements are added by one command, as in Redis. */
    private static final int CHUNK = 64;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LONGEST_LINE = 32;

    private final Disk.Output file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private byte[] key = {};
    private String command = "";
    private long left;
    private int inChunk;
    private int perElement;

    AofCommandOutput(Disk.Output file) {
        this.file = file;
    }

    /** Sets the key that {@link #command} and {@link #chunked} name. */
    void key(RdbText name) {
        key = name.copy();
    }

    /** Writes what is no command. */
    void raw(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        file.write(bytes, 0, bytes.length);
    }

    /** Writes the key. */
    void key() throws IOException {
        text(key, 0, key.length);
    }

    /** Begins a command of so many words. */
    void begin(long count) throws IOException {
        line('*', count);
    }

    /** Begins a command on the key, with so many words more. */
    void command(String name, long more) throws IOException {
        begin(2 + more);
        text(name);
        text(key, 0, key.length);
    }

    /** Begins commands that add so many elements of so many words each. */
    void chunked(String name, long elements, int words) {
        command = name;
        left = elements;
        perElement = words;
        inChunk = 0;
    }

    /** Goes on to the next element. */
    void nextOfChunk() throws IOException {
        if (inChunk == 0) {
            inChunk = (int) Math.min(left, CHUNK);
            command(command, (long) inChunk * perElement);
        }
        inChunk--;
        left--;
    }

    void text(String word) throws IOException {
        byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
        text(bytes, 0, bytes.length);
    }

    void number(long value) throws IOException {
        text(Long.toString(value));
    }

    void text(byte[] bytes, int offset, int count) throws IOException {
        line('$', count);
        if (count > BUFFER_BYTES) {
            flush();
            file.write(bytes, offset, count);
        } else {
            need(count);
            System.arraycopy(bytes, offset, buffer, length, count);
            length += count;
        }
        end();
    }

    void text(Memory memory, long address, int count) throws IOException {
        line('$', count);
        for (int done = 0; done < count; ) {
            int part = part(count - done);
            memory.copyOut(address + done, buffer, length, part);
            length += part;
            done += part;
        }
        end();
    }

    void text(LooseBlock block) throws IOException {
        line('$', block.length());
        for (int done = 0; done < block.length(); ) {
            int part = part(block.length() - done);
            block.copyOut(done, buffer, length, part);
            length += part;
            done += part;
        }
        end();
    }

    /** Returns how much of so many bytes has room now, at least one. */
    private int part(int count) throws IOException {
        need(1);
        return Math.min(count, BUFFER_BYTES - length);
    }

    private void line(char prefix, long number) throws IOException {
        need(LONGEST_LINE);
        buffer[length++] = (byte) prefix;
        byte[] digits = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, buffer, length, digits.length);
        length += digits.length;
        end();
    }

    private void end() throws IOException {
        need(2);
        buffer[length++] = '\r';
        buffer[length++] = '\n';
    }

    private void need(int count) throws IOException {
        if (BUFFER_BYTES - length < count) {
            flush();
        }
    }

    void flush() throws IOException {
        file.write(buffer, 0, length);
        length = 0;
    }
}
