package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.SlabFullException;

/**
 * The two small forms of a hash. {@link Encoding#LISTPACK}: a list pack of field, value and so on,
 * in the order of insertion. {@link Encoding#LISTPACK_EX}: the {@link HashWatch} and then a list
 * pack of field, value, moment and so on.
 *
 * <p>Moments are in ascending order with a newer one before an equal older one; the fields that do
 * not expire have {@link #NO_MOMENT} and stand behind all others. That is how Redis has it.
 */
final class HashPack extends PackEditor {

    /** In the place of a moment: the field does not expire. */
    static final long NO_MOMENT = 0;

    /** A growing pack asks for one part in so many of its length as room to grow on. */
    private static final int ROOM_PART = 8;

    /** Room is not worth less than this: a short field with a short value. */
    private static final int LEAST_ROOM_BYTES = 16;

    /** {@link #NO_MOMENT} as an element, with its length behind it. */
    private static final byte[] NO_MOMENT_ELEMENT = {0, 1};

    private static final int PAIR = 2;
    private static final int TRIPLE = 3;

    private final Cell cell;

    HashPack(Cell cell) {
        this.cell = cell;
    }

    /** Makes the cell an empty hash. */
    void init() {
        cell.reshape(Encoding.LISTPACK, ListPack.EMPTY_BYTES, 0, LEAST_ROOM_BYTES);
        ListPack.init(memory(), address());
    }

    @Override
    @HotPath
    public Memory memory() {
        return cell.memory();
    }

    @Override
    @HotPath
    public long address() {
        return cell.valueAddress() + headBytes();
    }

    @HotPath
    private int headBytes() {
        return hasMoments() ? HashWatch.BYTES : 0;
    }

    @Override
    @HotPath
    protected void resize(int bytes, int kept) {
        int head = headBytes();
        int room = bytes > kept ? Math.max(LEAST_ROOM_BYTES, bytes / ROOM_PART) : 0;
        cell.reshape(cell.encoding(), head + bytes, head + kept, room);
    }

    @HotPath
    boolean hasMoments() {
        return cell.encoding() == Encoding.LISTPACK_EX;
    }

    /** How many elements there are for each field. */
    @HotPath
    int width() {
        return hasMoments() ? TRIPLE : PAIR;
    }

    int size() {
        return count() / width();
    }

    /** Returns the element of a field, or {@link ListPack#NONE}. */
    @HotPath
    int find(byte[] field, int offset, int length) {
        return find(first(), field, offset, length, width() - 1);
    }

    /** Returns the field behind another, or {@link ListPack#NONE}. */
    @HotPath
    int nextField(int at) {
        int value = next(at);
        return next(hasMoments() ? next(value) : value);
    }

    /** Returns the moment of a field, or {@link #NO_MOMENT}. */
    long moment(int at) {
        return hasMoments() ? integer(next(next(at))) : NO_MOMENT;
    }

    /** Returns the earliest moment, or {@link HashValue#NO_EXPIRY}. */
    long earliestMs() {
        int first = first();
        long moment = first == ListPack.NONE ? NO_MOMENT : moment(first);
        return moment == NO_MOMENT ? HashValue.NO_EXPIRY : moment;
    }

    /** Adds a field that is not there. */
    @HotPath
    void add(byte[] field, int from, int length, byte[] value, int valueFrom, int valueLength) {
        int before = count();
        try {
            append(field, from, length);
            append(value, valueFrom, valueLength);
            if (hasMoments()) {
                append(NO_MOMENT);
            }
        } catch (SlabFullException e) {
            remove(seek(before), count() - before);
            throw e;
        }
    }

    /** Removes a field; returns the one behind it. */
    int removeField(int at) {
        return remove(at, width());
    }

    /** Gives a field another moment, or {@link #NO_MOMENT}; it moves to where that wants it. */
    void moment(int at, long moment) {
        byte[] field = copy(at);
        byte[] value = copy(next(at));
        int place = placeOf(moment);
        int before = bytes();
        insertTriple(place, field, value, moment);
        removeField(place <= at ? at + bytes() - before : at);
    }

    private void insertTriple(int place, byte[] field, byte[] value, long moment) {
        int before = count();
        try {
            int at = insert(place, field, 0, field.length);
            at = insert(at, value, 0, value.length);
            insert(at, moment);
        } catch (SlabFullException e) {
            remove(place, count() - before);
            throw e;
        }
    }

    private int placeOf(long moment) {
        if (moment == NO_MOMENT) {
            return end();
        }
        int at = first();
        while (at != ListPack.NONE && moment(at) != NO_MOMENT && moment(at) < moment) {
            at = nextField(at);
        }
        return at == ListPack.NONE ? end() : at;
    }

    /** Returns how many fields, from the first one on, are due. */
    int countDue(long nowMs) {
        int due = 0;
        int at = first();
        while (at != ListPack.NONE && moment(at) != NO_MOMENT && moment(at) <= nowMs) {
            due++;
            at = nextField(at);
        }
        return due;
    }

    /** Turns to the form with moments; the fields have none yet. */
    void addMoments() {
        Memory memory = memory();
        long pack = address();
        int size = size();
        byte[] wide = new byte[bytes() + size * NO_MOMENT_ELEMENT.length];
        memory.copyOut(pack, wide, 0, ListPack.HEADER_BYTES);
        int at = ListPack.first(memory, pack);
        int to = ListPack.HEADER_BYTES;
        for (int i = 0; i < size; i++) {
            int end = ListPack.after(memory, pack, ListPack.after(memory, pack, at));
            memory.copyOut(pack + at, wide, to, end - at);
            to += end - at;
            System.arraycopy(NO_MOMENT_ELEMENT, 0, wide, to, NO_MOMENT_ELEMENT.length);
            to += NO_MOMENT_ELEMENT.length;
            at = end;
        }
        wide[to] = (byte) ListPack.END;
        int length = HashWatch.BYTES + wide.length;
        cell.reshape(Encoding.LISTPACK_EX, length, 0, LEAST_ROOM_BYTES);
        HashWatch.init(memory(), cell.valueAddress());
        memory().copyIn(wide, 0, address(), wide.length);
        memory().putInt(address(), wide.length);
        int count = Math.min(size * TRIPLE, ListPack.COUNT_UNKNOWN);
        memory().putShort(address() + Integer.BYTES, (short) count);
    }

    /** Verifies what must hold; slow. */
    void check() {
        ListPackCheck.run(memory(), address());
        Invariant.check(count() % width() == 0, "a part of a field is missing");
        long before = 0;
        for (int at = first(); at != ListPack.NONE; at = nextField(at)) {
            long moment = moment(at);
            Invariant.check(
                    moment == NO_MOMENT || (moment >= before && before >= 0),
                    "moments out of order");
            before = moment == NO_MOMENT ? Long.MIN_VALUE : moment;
        }
    }
}
