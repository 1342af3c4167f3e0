package onggi.engine;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.types.HashWatch;
import onggi.types.Record;

/**
 * What an {@link ExpiryWheel} keeps of a record, in the record itself: a moment in ms (8 bytes) and
 * the links to the previous and the next record (4 each). The moment is that of the key, or the
 * earliest of a hash's fields.
 */
@HotPath
enum ExpiryPart {
    /** The expiry part of the record: when the key expires. */
    KEY {
        @Override
        long of(Memory memory, long record) {
            return Record.expiryAt(memory, record);
        }
    },

    /** The watch in the value of a hash: when its first field expires. */
    FIELDS {
        @Override
        long of(Memory memory, long record) {
            return HashWatch.addressOf(memory, record);
        }
    };

    private static final int PREVIOUS_AT = 8;
    private static final int NEXT_AT = 12;

    /** Returns where the part begins in a record that has it. */
    abstract long of(Memory memory, long record);

    static long moment(Memory memory, long part) {
        return memory.longAt(part);
    }

    static int previous(Memory memory, long part) {
        return memory.intAt(part + PREVIOUS_AT);
    }

    static void setPrevious(Memory memory, long part, int reference) {
        memory.putInt(part + PREVIOUS_AT, reference);
    }

    static int next(Memory memory, long part) {
        return memory.intAt(part + NEXT_AT);
    }

    static void setNext(Memory memory, long part, int reference) {
        memory.putInt(part + NEXT_AT, reference);
    }
}
