package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;
import onggi.bytes.RandomSource;
import onggi.bytes.SlabFullException;

/** Operations on a set where it lies. */
public final class SetValue extends CollectionValue {

    /*
     * Three encodings, as in Redis since 7.2. A set whose members are all integers is an IntSet up
     * to set-max-intset-entries; a set of few and short members is a list pack up to the two
     * set-max-listpack limits; every other set is a Table of records that have a key and no value.
     *
     * A set is judged when a member comes in, and also by how many a command announces. From an
     * IntSet it goes to a list pack when the new member is no integer and all would be within the
     * list pack's limits, else to a table. It comes back only when a command makes its contents
     * anew: see pack() and toIntegers().
     *
     * Integers stand in a table as their digits, as everything else does there.
     */

    /** The most integers of an IntSet whatever the setting says; its bytes must fit an int. */
    private static final int MOST_INTEGERS = 1 << 27;

    /** No list pack becomes longer than this, whatever the settings say. */
    private static final long MOST_PACK_BYTES = 1L << 30;

    private final CellPack pack;
    private final Members members;

    /** Creates the cursor of a cell. */
    public SetValue(Cell cell) {
        super(cell);
        this.pack = new CellPack(cell);
        this.members = new Members(cell, 0);
    }

    @Override
    @HotPath
    public long size() {
        return switch (cell.encoding()) {
            case Encoding.INTSET -> IntSet.count(cell);
            case Encoding.LISTPACK -> pack.count();
            default -> members.size();
        };
    }

    @Override
    public void init() {
        IntSet.init(cell);
    }

    /** Makes the cell, which has this type and no blocks, an empty list pack. */
    public void initPack() {
        pack.init(Encoding.LISTPACK);
    }

    // ---- members

    /** Returns whether a text is a member. */
    @HotPath
    public boolean contains(byte[] text, int offset, int length) {
        return switch (cell.encoding()) {
            case Encoding.INTSET ->
                    Numbers.isLong(text, offset, length)
                            && IntSet.contains(cell, Numbers.parseLong(text, offset, length));
            case Encoding.LISTPACK ->
                    pack.find(pack.first(), text, offset, length, 0) != ListPack.NONE;
            default -> members.find(text, offset, length);
        };
    }

    /**
     * Prepares for members to come, so that a set which is going to be large is made so at once.
     *
     * @param text the first of them
     * @param count how many may come, at least 1
     */
    @HotPath
    public void expect(byte[] text, int offset, int length, int count) {
        CollectionLimits limits = cell.limits();
        int encoding = cell.encoding();
        boolean fits =
                switch (encoding) {
                    case Encoding.INTSET -> count <= limits.intsetEntries;
                    case Encoding.LISTPACK -> count <= limits.setEntries;
                    default -> true;
                };
        if (encoding == Encoding.INTSET && size() == 0) {
            beginWith(fits && Numbers.isLong(text, offset, length), count <= limits.setEntries);
        } else if (!fits) {
            toTable();
        }
    }

    private void beginWith(boolean integers, boolean few) {
        if (!integers && few) {
            pack.init(Encoding.LISTPACK);
        } else if (!integers) {
            toTable();
        }
    }

    /** Adds a member; returns whether it was absent. */
    @HotPath
    public boolean add(byte[] text, int offset, int length) {
        return switch (cell.encoding()) {
            case Encoding.INTSET -> addToIntegers(text, offset, length);
            case Encoding.LISTPACK -> addToPack(text, offset, length);
            default -> addToTable(text, offset, length);
        };
    }

    @HotPath
    private boolean addToIntegers(byte[] text, int offset, int length) {
        if (!Numbers.isLong(text, offset, length)) {
            if (packTakesIntegersAnd(length)) {
                SetRebuild.integersToPack(cell, pack);
                pack.append(text, offset, length);
                return true;
            }
            toTable();
            return addToTable(text, offset, length);
        }
        boolean added = IntSet.add(cell, Numbers.parseLong(text, offset, length));
        if (added && IntSet.count(cell) > mostIntegers()) {
            toTable();
        }
        return added;
    }

    private int mostIntegers() {
        return Math.min(cell.limits().intsetEntries, MOST_INTEGERS);
    }

    /** Whether a list pack may hold the integers there are and a text of this length. */
    private boolean packTakesIntegersAnd(int length) {
        CollectionLimits limits = cell.limits();
        int count = IntSet.count(cell);
        int longest = 0;
        if (count > 0) {
            int first = Numbers.textLength(IntSet.at(cell, 0));
            longest = Math.max(first, Numbers.textLength(IntSet.at(cell, count - 1)));
        }
        return count < limits.setEntries && Math.max(longest, length) <= limits.setValueBytes;
    }

    @HotPath
    private boolean addToPack(byte[] text, int offset, int length) {
        if (pack.find(pack.first(), text, offset, length, 0) != ListPack.NONE) {
            return false;
        }
        CollectionLimits limits = cell.limits();
        if (pack.count() < limits.setEntries
                && length <= limits.setValueBytes
                && (long) pack.bytes() + length < MOST_PACK_BYTES) {
            pack.append(text, offset, length);
            return true;
        }
        toTable();
        return addToTable(text, offset, length);
    }

    @HotPath
    private boolean addToTable(byte[] text, int offset, int length) {
        if (members.find(text, offset, length)) {
            return false;
        }
        members.add(text, offset, length, 0, false);
        return true;
    }

    /** Removes a member; returns whether it was one. */
    @HotPath
    public boolean remove(byte[] text, int offset, int length) {
        return switch (cell.encoding()) {
            case Encoding.INTSET ->
                    Numbers.isLong(text, offset, length)
                            && IntSet.remove(cell, Numbers.parseLong(text, offset, length));
            case Encoding.LISTPACK -> removeFromPack(text, offset, length);
            default -> removeFromTable(text, offset, length);
        };
    }

    @HotPath
    private boolean removeFromPack(byte[] text, int offset, int length) {
        int at = pack.find(pack.first(), text, offset, length, 0);
        if (at == ListPack.NONE) {
            return false;
        }
        pack.remove(at);
        return true;
    }

    @HotPath
    private boolean removeFromTable(byte[] text, int offset, int length) {
        if (!members.find(text, offset, length)) {
            return false;
        }
        members.remove();
        return true;
    }

    // ---- walks

    /** Shows every member once. */
    public void forEach(MemberVisitor visitor) {
        switch (cell.encoding()) {
            case Encoding.INTSET -> {
                for (int i = 0, count = IntSet.count(cell); i < count; i++) {
                    visitor.integer(IntSet.at(cell, i));
                }
            }
            case Encoding.LISTPACK -> {
                for (int at = pack.first(); at != ListPack.NONE; at = pack.next(at)) {
                    showPacked(at, visitor);
                }
            }
            default -> members.forEach(reference -> showRecord(reference, visitor));
        }
    }

    /**
     * Shows some members, and all at once when the set is small. What is in the set from the first
     * call to the last is shown at least once, and only once if the set does not change.
     *
     * @param position 0 to begin, else what the last call returned; any number is safe
     * @param count about how many are wanted, at least 1
     * @return where to go on, below 2 to the power of {@link Table#POSITION_BITS}, or 0 at the end
     */
    public long scan(long position, int count, MemberVisitor visitor) {
        if (cell.encoding() == Encoding.HASHTABLE) {
            return members.scan(position, count, reference -> showRecord(reference, visitor));
        }
        forEach(visitor);
        return 0;
    }

    /** Shows a member chosen uniformly; there must be one. */
    @HotPath
    public void random(RandomSource random, MemberVisitor visitor) {
        switch (cell.encoding()) {
            case Encoding.INTSET -> visitor.integer(IntSet.random(cell, random));
            case Encoding.LISTPACK -> showPacked(pack.seek(random.nextInt(pack.count())), visitor);
            default -> showRecord(members.random(random), visitor);
        }
    }

    /** Shows a member chosen uniformly and removes it; there must be one. */
    public void pop(RandomSource random, MemberVisitor visitor) {
        switch (cell.encoding()) {
            case Encoding.INTSET -> {
                int index = random.nextInt(IntSet.count(cell));
                visitor.integer(IntSet.at(cell, index));
                IntSet.removeAt(cell, index);
            }
            case Encoding.LISTPACK -> {
                int at = pack.seek(random.nextInt(pack.count()));
                showPacked(at, visitor);
                pack.remove(at);
            }
            default -> {
                int reference = members.random(random);
                showRecord(reference, visitor);
                members.remove(reference);
            }
        }
    }

    /**
     * Shows members, every choice of so many being as likely as every other.
     *
     * @param count how many, at least 0 and at most {@link #size()}
     */
    public void sample(int count, RandomSource random, MemberVisitor visitor) {
        SetSample.show(this, members, count, random, visitor);
    }

    @HotPath
    private void showPacked(int at, MemberVisitor visitor) {
        if (pack.isInteger(at)) {
            visitor.integer(pack.integer(at));
        } else {
            int length = ListPack.stringLength(cell.memory(), cell.valueAddress(), at);
            visitor.text(cell.memory(), pack.stringAddress(at), length);
        }
    }

    @HotPath
    void showRecord(int reference, MemberVisitor visitor) {
        Memory memory = cell.memory();
        long address = cell.slab().address(reference);
        visitor.text(memory, Record.keyAddress(memory, address), Record.keyLength(memory, address));
    }

    // ---- encodings

    /** Makes the set a table; it stays as it is when there is no room. */
    private void toTable() {
        members.begin();
        try {
            forEach(
                    new MemberText() {
                        @Override
                        public void member(byte[] text, int length) {
                            members.find(text, 0, length);
                            members.add(text, 0, length, 0, false);
                        }
                    });
            cell.reshape(Encoding.HASHTABLE, Table.HEADER_BYTES, 0, 0);
        } catch (SlabFullException e) {
            members.abandon();
            throw e;
        }
        members.settle();
    }

    /** Makes the set an IntSet if its members are integers, and few enough. */
    public void toIntegers() {
        if (cell.encoding() != Encoding.INTSET && size() <= mostIntegers()) {
            SetRebuild.toIntegers(this);
        }
    }

    /** Makes a table a list pack if it is within the limits of one. */
    public void pack() {
        if (cell.encoding() == Encoding.HASHTABLE && size() <= cell.limits().setEntries) {
            SetRebuild.tableToPack(this, pack);
        }
    }

    // ---- what a collection owes

    @Override
    public boolean freeSome(int steps) {
        return cell.encoding() != Encoding.HASHTABLE || members.freeSome(steps);
    }

    @Override
    public long blockBytes() {
        return cell.encoding() == Encoding.HASHTABLE ? members.blockBytes() : 0;
    }

    @Override
    public long estimateBytes(int samples) {
        return cell.encoding() == Encoding.HASHTABLE ? members.estimateBytes(samples) : 0;
    }

    @Override
    public long compact(long position, int steps) {
        if (cell.encoding() != Encoding.HASHTABLE) {
            return 0;
        }
        return members.compact(position, steps, (from, to) -> {});
    }

    @Override
    public void check() {
        Invariant.check(size() > 0, "a set is empty: encoding={}", cell.encoding());
        switch (cell.encoding()) {
            case Encoding.INTSET -> IntSet.check(cell);
            case Encoding.LISTPACK -> ListPackCheck.run(cell.memory(), cell.valueAddress());
            default -> members.check();
        }
    }

    @Override
    public void copyTo(Cell target) {
        if (cell.encoding() != Encoding.HASHTABLE) {
            super.copyTo(target);
            return;
        }
        var copies = new Members(target, 0);
        copies.begin();
        try {
            members.copyTo(copies);
            target.reshape(Encoding.HASHTABLE, Table.HEADER_BYTES, 0, 0);
        } catch (SlabFullException e) {
            copies.abandon();
            throw e;
        }
        copies.settle();
    }
}
