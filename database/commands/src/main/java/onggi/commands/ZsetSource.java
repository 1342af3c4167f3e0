package onggi.commands;

import onggi.bytes.Memory;
import onggi.bytes.Numbers;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.types.ElementText;
import onggi.types.MemberVisitor;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/**
 * One of the sets that a command takes in: sorted, or not and with scores of 1, or absent. The
 * member that a walk visits is {@link #text}.
 */
final class ZsetSource {

    /** What a walk calls for every member. */
    @FunctionalInterface
    interface Visitor {
        /** Visits a member with its score; returns whether to go on. */
        boolean visit(double score);
    }

    double weight = 1;

    private final Entry entry;
    private final boolean isSorted;
    private final long size;
    private byte[] text = new byte[64];
    private int length;
    private double score = 1;

    /** The next rank, or where a scan goes on. */
    private long position;

    /** Takes a key in; raises WRONGTYPE if it is no kind of set. */
    ZsetSource(Entry entry) {
        this.entry = entry;
        boolean exists = entry.exists();
        this.isSorted = exists && entry.type() == ValueType.ZSET;
        if (exists && !isSorted && entry.type() != ValueType.SET) {
            throw CommandError.WRONG_TYPE.raise();
        }
        this.size = exists ? entry.collection().size() : 0;
    }

    long size() {
        return size;
    }

    /** Returns the bytes of the member that is visited, from index 0 on. */
    byte[] text() {
        return text;
    }

    /** Returns the length of the member that is visited. */
    int length() {
        return length;
    }

    /** Looks for a member; {@link #score} is its score then. */
    boolean find(byte[] member, int memberLength) {
        if (!isSorted) {
            return size > 0 && entry.set().contains(member, 0, memberLength);
        }
        ZsetValue zset = entry.zset();
        boolean found = zset.find(member, 0, memberLength);
        score = found ? zset.score() : 1;
        return found;
    }

    /** Returns the score of the member that was found. */
    double score() {
        return score;
    }

    /**
     * Visits some members, in order if there is one, and those that an unordered set shows with
     * them.
     *
     * @return whether to go on
     */
    boolean walk(int most, Visitor visitor) {
        if (isSorted) {
            return walkSorted(most, visitor);
        }
        if (size == 0) {
            return false;
        }
        SetWalk walk = new SetWalk(visitor);
        position = entry.set().scan(position, most, walk);
        return position != 0 && walk.goesOn;
    }

    private boolean walkSorted(int most, Visitor visitor) {
        ZsetValue zset = entry.zset();
        long end = Math.min(size, position + most);
        boolean goesOn = true;
        for (zset.seek(position); goesOn && position < end; zset.next()) {
            position++;
            take(zset.member());
            goesOn = visitor.visit(zset.score());
        }
        return goesOn && position < size;
    }

    private void take(ElementText member) {
        reserve(member.length());
        member.copyOut(text, 0);
    }

    private void reserve(int bytes) {
        if (text.length < bytes) {
            text = new byte[bytes + (bytes >> 1)];
        }
        length = bytes;
    }

    /** Visits the members of a set until it is told not to go on. */
    private final class SetWalk implements MemberVisitor {

        private final Visitor visitor;
        private boolean goesOn = true;

        SetWalk(Visitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void integer(long value) {
            reserve(Numbers.textLength(value));
            Numbers.write(value, text, 0);
            goesOn = goesOn && visitor.visit(1);
        }

        @Override
        public void text(Memory memory, long address, int bytes) {
            reserve(bytes);
            memory.copyOut(address, text, 0, bytes);
            goesOn = goesOn && visitor.visit(1);
        }
    }
}
