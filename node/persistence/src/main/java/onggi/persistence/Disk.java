package onggi.persistence;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** All that is done with files, so that tests can let any of it fail. */
public interface Disk {

    /** A file that is read as a whole is not longer. */
    int MOST_SMALL_BYTES = 1 << 24;

    /** A file that is written from its beginning. */
    interface Output extends Closeable {

        /** Writes bytes behind those written before. */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /** Returns once all that was written would survive a loss of power. */
        void sync() throws IOException;

        /** Cuts the file off behind so many bytes; the next write goes there. */
        void truncate(long length) throws IOException;
    }

    /** A file that is read from its beginning. */
    interface Input extends Closeable {

        /** Reads some bytes; returns how many, at least 1, or -1 at the end. */
        int read(byte[] target, int offset, int length) throws IOException;

        /** Goes on so many bytes further, which are there. */
        void skip(long count) throws IOException;

        /** Returns the length of the file in bytes. */
        long size() throws IOException;

        /** Returns the next bytes, not more than so many. */
        default byte[] readHead(int most) throws IOException {
            byte[] bytes = new byte[most];
            int length = 0;
            for (int count; (count = read(bytes, length, most - length)) > 0; ) {
                length += count;
            }
            return Arrays.copyOf(bytes, length);
        }

        /** Returns all bytes of a small file. */
        default byte[] readAll() throws IOException {
            return readHead(Math.toIntExact(Math.min(size(), MOST_SMALL_BYTES)));
        }
    }

    /** Creates a file, or empties the one that is there. */
    Output create(Path file) throws IOException;

    /** Opens a file to write behind what it holds; creates it when it is not there. */
    Output append(Path file) throws IOException;

    /** Makes a folder unless it is there. */
    void createFolder(Path folder) throws IOException;

    /** Opens a file that is there. */
    Input open(Path file) throws IOException;

    /** Returns whether there is a file. */
    boolean exists(Path file);

    /** Gives a file another name in the same folder, in place of what had that name. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path file) throws IOException;

    /** Returns once the names of the files in a folder would survive a loss of power. */
    void syncFolder(Path folder) throws IOException;
}
