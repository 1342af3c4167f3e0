package onggi.replication;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import onggi.rdb.LoadedValue;
import onggi.rdb.RdbInput;
import onggi.rdb.RdbKey;
import onggi.rdb.RdbReader;
import onggi.rdb.RdbVisitor;

/**
 * Tells a snapshot that holds no key, be it with functions, from all others while it is received. A
 * primary that has restarted without its data sends one.
 */
final class EmptySnapshot {

    /** A longer snapshot is taken for one with keys. */
    private static final int MOST_BYTES = 1 << 20;

    private static final class KeysException extends IOException {

        private static final long serialVersionUID = 1;
    }

    private static final class Looker implements RdbVisitor {

        @Override
        public void database(int number) throws IOException {
            throw new KeysException();
        }

        @Override
        public LoadedValue home(RdbKey key) throws IOException {
            throw new KeysException();
        }

        @Override
        public void key(RdbKey key, LoadedValue value) throws IOException {
            throw new KeysException();
        }
    }

    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

    /** Takes the next bytes. */
    void add(byte[] bytes) {
        if (beginning.size() <= MOST_BYTES) {
            beginning.writeBytes(bytes);
        }
    }

    /** Returns whether all that was added is a snapshot without keys. */
    boolean isOne() {
        byte[] all = beginning.toByteArray();
        if (all.length > MOST_BYTES) {
            return false;
        }
        try {
            new RdbReader(RdbInput.of(all, 0, all.length), new Looker(), false).read();
            return true;
        } catch (IOException e) {
            return false; // it has keys, or is not sound, which others find out
        }
    }
}
