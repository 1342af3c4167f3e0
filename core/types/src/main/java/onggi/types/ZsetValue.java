package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.SlabFullException;

/**
 * Operations on a sorted set where it lies: a {@link ZsetPack} while it is small, then a {@link
 * ZsetTree}. Members are in the order of their scores, and of their bytes where those are equal;
 * ranks count from 0.
 *
 * <p>A cursor. {@link #find}, {@link #seek} and the walks choose a member; {@link #member()} and
 * {@link #score()} speak of it until the set changes.
 */
public final class ZsetValue extends CollectionValue {

    /** What a scan calls for every member it chooses. */
    @FunctionalInterface
    public interface Visitor {
        /** Visits the member that is chosen now, and changes nothing. */
        void visit(ZsetValue zset);
    }

    private final ZsetPack pack;
    private final ZsetTree tree;
    private final ElementText member;
    private int rangeBegin;
    private int rangeEnd;

    /** Creates the cursor of a cell. */
    public ZsetValue(Cell cell) {
        super(cell);
        this.pack = new ZsetPack(cell);
        this.tree = new ZsetTree(cell);
        this.member = new ElementText(cell.memory());
    }

    @Override
    public long size() {
        return isTree() ? tree.size() : pack.size();
    }

    @Override
    public void init() {
        pack.init();
    }

    /** Returns whether the set has left its compact form. */
    @HotPath
    public boolean isTree() {
        return cell.encoding() == Encoding.SKIPLIST;
    }

    // ---- the chosen member

    /** Looks for a member and chooses it; returns whether it is there. */
    @HotPath
    public boolean find(byte[] text, int offset, int length) {
        return isTree() ? tree.find(text, offset, length) : pack.find(text, offset, length);
    }

    /** Chooses the member of a rank; none before 0 and behind the last. */
    @HotPath
    public void seek(long rank) {
        int at = rank < 0 || rank >= Integer.MAX_VALUE ? -1 : (int) rank;
        if (isTree()) {
            tree.seek(at);
        } else {
            pack.seek(at);
        }
    }

    /** Returns whether a member is chosen. */
    public boolean isOnMember() {
        return isTree() ? tree.isOnMember() : pack.isOnMember();
    }

    /** Chooses the next member, if there is one; the last choice was by {@link #seek}. */
    @HotPath
    public void next() {
        if (isTree()) {
            tree.next();
        } else {
            pack.next();
        }
    }

    /** Chooses the member in front, if there is one; the last choice was by {@link #seek}. */
    public void previous() {
        if (isTree()) {
            tree.previous();
        } else {
            pack.previous();
        }
    }

    /** Returns the chosen member. */
    @HotPath
    public ElementText member() {
        if (isTree()) {
            tree.member(member);
        } else {
            pack.member(member);
        }
        return member;
    }

    /** Returns the score of the chosen member. */
    @HotPath
    public double score() {
        return isTree() ? tree.score() : pack.score();
    }

    /** Returns the rank of the chosen member. */
    @HotPath
    public long rank() {
        return isTree() ? tree.rank() : pack.rank();
    }

    // ---- changes

    /**
     * Adds a member that was looked for and not found.
     *
     * @param score any but NaN
     * @throws SlabFullException when there is no room; the set is as it was then
     */
    @HotPath
    public void add(byte[] text, int offset, int length, double score) {
        if (!isTree() && !pack.hasRoomFor(length)) {
            convert();
        }
        if (isTree()) {
            tree.find(text, offset, length);
            tree.add(text, offset, length, score);
        } else {
            pack.add(text, offset, length, score);
        }
    }

    /**
     * Gives a member a score, whether it is there or not.
     *
     * @param score any but NaN
     * @return whether it is new
     */
    public boolean put(byte[] text, int offset, int length, double score) {
        if (!find(text, offset, length)) {
            add(text, offset, length, score);
            return true;
        }
        rescore(score);
        return false;
    }

    /** Gives the chosen member another score; none is chosen afterwards. */
    @HotPath
    public void rescore(double score) {
        if (Double.doubleToRawLongBits(score()) == Double.doubleToRawLongBits(score)) {
            return;
        }
        if (isTree()) {
            tree.rescore(score);
        } else {
            pack.rescore(score);
        }
    }

    /** Removes the chosen member. */
    @HotPath
    public void remove() {
        if (isTree()) {
            tree.remove();
        } else {
            pack.remove();
        }
    }

    /**
     * Removes members.
     *
     * @param rank of the first
     * @param count how many; all are there
     */
    public void removeRange(long rank, long count) {
        if (count == 0) {
            return;
        }
        if (isTree()) {
            tree.removeRange((int) rank, (int) count);
        } else {
            pack.removeRange((int) rank, (int) count);
        }
    }

    /** Leaves the compact form now if a member of this length would make it so. */
    public void makeRoomFor(int length) {
        if (!isTree() && !pack.hasRoomFor(length)) {
            convert();
        }
    }

    /** Leaves the compact form. */
    public void toTree() {
        if (!isTree()) {
            convert();
        }
    }

    private void convert() {
        try (ScratchCell trial = new ScratchCell(cell)) {
            ZsetTree successor = new ZsetTree(trial);
            successor.init();
            try {
                fill(successor);
                trial.handOver();
            } catch (SlabFullException e) {
                successor.freeAll();
                throw e;
            }
        }
    }

    private void fill(ZsetTree successor) {
        for (pack.seek(0); pack.isOnMember(); pack.next()) {
            pack.member(member);
            byte[] text = member.copy();
            successor.find(text, 0, text.length);
            successor.add(text, 0, text.length, pack.score());
        }
    }

    // ---- ranges

    /** Finds the members with scores in a range: {@link #rangeBegin} to {@link #rangeEnd}. */
    @HotPath
    public void select(ScoreRange range) {
        rangeBegin = 0;
        rangeEnd = 0;
        if (!range.isEmpty()) {
            rangeEnd = countBelow(range.max, !range.maxExcluded);
            rangeBegin = Math.min(countBelow(range.min, range.minExcluded), rangeEnd);
        }
    }

    private int countBelow(double score, boolean orEqual) {
        return isTree() ? tree.countBelow(score, orEqual) : pack.countBelow(score, orEqual);
    }

    /**
     * Finds the members between two bounds by their bytes: {@link #rangeBegin} to {@link
     * #rangeEnd}. It is meant for equal scores; when they differ, the answer is some range.
     *
     * @param fromEnd whether the last members matter more; only then if scores differ
     */
    public void select(LexBound min, LexBound max, boolean fromEnd) {
        long range = 0;
        if (!LexBound.isEmpty(min, max)) {
            range = isTree() ? tree.lexRange(min, max) : pack.lexRange(min, max, fromEnd);
        }
        rangeBegin = (int) (range >>> 32);
        rangeEnd = (int) range;
    }

    /** Returns the rank of the first member of the range that was found last. */
    public long rangeBegin() {
        return rangeBegin;
    }

    /** Returns the rank behind the last member of the range that was found last. */
    public long rangeEnd() {
        return rangeEnd;
    }

    /**
     * Visits some members; of a compact set all. What is there from the first call to the last is
     * visited at least once.
     *
     * @param position 0 to begin, else what the last call returned; any number is safe
     * @param count about how many are wanted, at least 1
     * @return where to go on, or 0 when all was seen
     */
    public long scan(long position, int count, Visitor visitor) {
        if (isTree()) {
            return tree.scan(position, count, () -> visitor.visit(this));
        }
        for (seek(0); isOnMember(); next()) {
            visitor.visit(this);
        }
        return 0;
    }

    // ---- what a collection owes

    @Override
    public boolean freeSome(int steps) {
        return !isTree() || tree.freeSome(steps);
    }

    @Override
    public long blockBytes() {
        return isTree() ? tree.blockBytes() : 0;
    }

    @Override
    public long estimateBytes(int samples) {
        return isTree() ? tree.estimateBytes(samples) : 0;
    }

    @Override
    public long compact(long position, int steps) {
        return isTree() ? tree.compact(position, steps) : 0;
    }

    @Override
    public void check() {
        if (isTree()) {
            tree.check();
        } else {
            pack.check();
        }
    }

    @Override
    public void copyTo(Cell target) {
        if (!isTree()) {
            super.copyTo(target);
            return;
        }
        ZsetTree copy = new ZsetTree(target);
        copy.init();
        try {
            tree.copyTo(copy);
        } catch (SlabFullException e) {
            copy.freeAll();
            new ZsetPack(target).init();
            throw e;
        }
    }
}
