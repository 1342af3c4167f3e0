package onggi.persistence;

import java.io.IOException;

/**
 * Where the text of a snapshot goes: a file, or a stream. Used by the thread of the snapshot only;
 * a slow target slows the snapshot down and nothing else.
 */
public interface SnapshotTarget {

    /** Prepares; called once before anything is written. */
    void open() throws IOException;

    /** Takes the next bytes, which may be changed after the call. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Takes note that all was written; the snapshot is whole once this returns. */
    void finish() throws IOException;

    /** Takes back what was written, as the snapshot has failed or was given up; maybe unopened. */
    void discard();
}
