package onggi.replication;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What replication needs of the snapshots of a store: to make them, read them, and load them. */
public interface SnapshotSource {

    /** Takes the text of a snapshot, on a thread of its own, and may let it wait. */
    interface Sink {

        /** Takes bytes, which may be changed after the call; fails when nobody wants more. */
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** A snapshot file that is read from its beginning. */
    interface File extends Closeable {

        /** Returns how long it is. */
        long size() throws IOException;

        /** Reads some bytes; returns how many, or -1 at the end. */
        int read(byte[] target, int offset, int length) throws IOException;
    }

    /** A snapshot file that is being received. */
    interface Draft {

        /** Writes bytes behind those before. */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /** Makes it the snapshot file. */
        void finish() throws IOException;

        /** Removes it. */
        void discard();
    }

    /** Returns whether a snapshot is under way, so that none can be begun. */
    boolean isBusy();

    /**
     * Begins to save the data as they are now to the snapshot file; every shard is held.
     *
     * @param ended is told, on another thread, why it failed, or null
     */
    void saveToFile(Consumer<@Nullable String> ended);

    /** Gives up what is being saved to the file, unless this server keeps its data there anyway. */
    void giveUpSave();

    /**
     * Begins to save the data as they are now to a sink; every shard is held.
     *
     * @return what gives it up
     */
    Runnable saveTo(Sink sink, Consumer<@Nullable String> ended);

    /** Returns a snapshot of the functions, without any key. */
    byte[] functions() throws IOException;

    /** Opens the snapshot file. */
    File open() throws IOException;

    /** Creates a file to receive a snapshot into. */
    Draft receive() throws IOException;

    /**
     * Removes the snapshot file, unless this server keeps its data on disk anyway.
     *
     * @param notice what the log says when it is removed
     */
    void removeFile(String notice);

    /** Where a snapshot is read from while it is loaded. */
    interface Input {

        /** Reads some bytes; returns how many, 0 when none are there yet, or -1 at the end. */
        int read(byte[] target, int offset, int length) throws IOException;
    }

    /** What becomes of the data that are here while others are loaded. */
    enum Meanwhile {
        /** They are gone. */
        GONE,
        /** They are kept until the others are there as a whole; clients wait. */
        KEPT,
        /** They are kept, and clients use them. */
        SERVED
    }

    /** Returns whether there are no data. */
    boolean isEmpty();

    /** Empties all databases. On the thread of the first event loop. */
    void clear();

    /**
     * Loads a snapshot in place of all data. On the thread of the first event loop, which holds no
     * shard and looks after clients meanwhile.
     *
     * @param input where from; null for the snapshot file
     * @param meanwhile what becomes of the data that are here
     * @param lookAround what looks after clients
     */
    void load(@Nullable Input input, Meanwhile meanwhile, Runnable lookAround) throws IOException;
}
