package onggi.persistence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files in memory, of which any operation can be made to fail. */
final class MemoryDisk implements Disk {

    private final Map<Path, byte[]> files = new HashMap<>();
    private int operations;
    private int failing = Integer.MAX_VALUE;
    private int copyAt = -1;
    private @Nullable Map<Path, byte[]> copy;

    /** Lets the n-th operation from now on fail, and all behind it. */
    void failFrom(int n) {
        operations = 0;
        failing = n;
    }

    /** Returns whether an operation has failed. */
    boolean hasFailed() {
        return operations > failing;
    }

    /** Copies all files before the n-th operation from now on, or as they are in the end. */
    void snapshotAt(int n, Map<Path, byte[]> target) {
        operations = 0;
        copyAt = n;
        copy = target;
    }

    private void note() {
        Map<Path, byte[]> target = copy;
        if (target != null && operations <= copyAt) {
            target.clear();
            target.putAll(files);
        }
    }

    private void step(String what) throws IOException {
        note();
        if (operations++ >= failing) {
            throw new IOException("no " + what);
        }
    }

    /** Returns what a file that is there holds. */
    byte[] content(Path file) {
        return files.getOrDefault(file, new byte[0]);
    }

    Map<Path, byte[]> files() {
        return files;
    }

    @Override
    public Output create(Path file) throws IOException {
        step("room");
        files.put(file, new byte[0]);
        return output(file, new byte[0]);
    }

    @Override
    public Output append(Path file) throws IOException {
        step("room");
        files.putIfAbsent(file, new byte[0]);
        return output(file, content(file));
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        step("permission");
    }

    private Output output(Path file, byte[] before) {
        return new Output() {
            private final ByteArrayOutputStream content = new ByteArrayOutputStream();

            {
                content.writeBytes(before);
            }

            @Override
            public void truncate(long length) throws IOException {
                step("permission");
                byte[] kept = Arrays.copyOf(content.toByteArray(), (int) length);
                content.reset();
                content.writeBytes(kept);
                files.put(file, kept);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                step("space left on device");
                content.write(bytes, offset, length);
                files.put(file, content.toByteArray());
            }

            @Override
            public void sync() throws IOException {
                step("answer from the device");
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Input open(Path file) throws IOException {
        byte[] content = files.get(file);
        if (content == null) {
            throw new IOException("no such file");
        }
        return new Input() {
            private int at;

            @Override
            public int read(byte[] target, int offset, int length) {
                // A little at a time, so that every value is cut somewhere.
                int count = Math.min(Math.min(length, 7), content.length - at);
                System.arraycopy(content, at, target, offset, count);
                at += count;
                return count == 0 ? -1 : count;
            }

            @Override
            public void skip(long count) {
                at += (int) count;
            }

            @Override
            public long size() {
                return content.length;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean exists(Path file) {
        return files.containsKey(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("permission");
        byte[] content = files.remove(from);
        if (content == null) {
            throw new IOException("no such file");
        }
        files.put(to, content);
    }

    @Override
    public void delete(Path file) {
        note();
        files.remove(file);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        step("answer from the device");
    }

    /** Cuts a file off, or changes one of its bytes. */
    void damage(Path file, int length, int at, int value) {
        byte[] content = Arrays.copyOf(files.getOrDefault(file, new byte[0]), length);
        if (at < length) {
            content[at] = (byte) value;
        }
        files.put(file, content);
    }
}
