package onggi.commands;

import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.KeyEvent;
import onggi.types.ElementText;
import onggi.types.ScratchCell;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/**
 * A sorted set that is being made: the result of a command on several sets, to be replied or to be
 * stored at a key when it is whole.
 */
final class ZsetDraft implements AutoCloseable {

    private final ScratchCell cell;
    private final ZsetValue zset;
    private byte[] text = new byte[64];
    private boolean moved;

    /** An empty set in the slab of a key, which need not exist. */
    ZsetDraft(Entry like) {
        this(new ScratchCell(like));
        zset.init();
    }

    /** A set that {@link #begin} has still to make, in a cell that its owner frees. */
    ZsetDraft(ScratchCell cell) {
        this.cell = cell;
        this.zset = new ZsetValue(cell);
    }

    /** Makes it an empty set in its large form. */
    void begin() {
        begin(true);
    }

    /** Makes it an empty set, in its large form if that is asked for: compact ones know no -0. */
    void begin(boolean large) {
        zset.init();
        if (large) {
            zset.toTree();
        }
    }

    /** Returns the set. */
    ZsetValue zset() {
        return zset;
    }

    /** Looks for a member; {@link #zset} has chosen it if it is there. */
    boolean find(byte[] member, int length) {
        return zset.find(member, 0, length);
    }

    /** Gives a member a score, whether it is there or not. */
    void put(byte[] member, int length, double score) {
        zset.put(member, 0, length, score);
    }

    /** Gives a member a score, whether it is there or not. */
    void put(ElementText member, double score) {
        take(member);
        zset.put(text, 0, member.length(), score);
    }

    private void take(ElementText member) {
        int length = member.length();
        if (text.length < length) {
            text = new byte[length + (length >> 1)];
        }
        member.copyOut(text, 0);
    }

    /**
     * Makes the set the value of a key, whatever was there, and replies its size; an empty one
     * removes the key.
     */
    void store(Call call, int key, Entry target, KeyEvent event) {
        long size = zset.size();
        if (size > 0) {
            moveTo(target, Entry.NO_EXPIRY);
            call.changed(key, event);
        } else if (target.exists()) {
            target.remove();
            call.changed(key, KeyEvent.DEL);
        }
        call.reply().integer(size);
    }

    /** Stores the members in the compact form if they fit it, see {@link #store}. */
    void storeSettled(Call call, int key, Entry target, KeyEvent event) {
        if (!fitsCompactForm()) {
            store(call, key, target, event);
            return;
        }
        try (ZsetDraft settled = new ZsetDraft(target)) {
            for (zset.seek(0); zset.isOnMember(); zset.next()) {
                settled.put(zset.member(), zset.score());
            }
            settled.store(call, key, target, event);
        }
    }

    private boolean fitsCompactForm() {
        if (zset.size() > cell.limits().zsetEntries) {
            return false;
        }
        for (zset.seek(0); zset.isOnMember(); zset.next()) {
            if (zset.member().length() > cell.limits().zsetValueBytes) {
                return false;
            }
        }
        return true;
    }

    /** Makes the set the value of a key that expires as before. */
    void replace(Entry target) {
        moveTo(target, Entry.KEEP_EXPIRY);
    }

    private void moveTo(Entry target, long expiryMs) {
        target.place(ValueType.ZSET, cell.encoding(), cell.valueLength(), expiryMs);
        cell.moveTo(target.valueAddress());
        moved = true;
    }

    /** Frees everything that was not stored. */
    @Override
    public void close() {
        if (moved) {
            return;
        }
        zset.freeAll();
        cell.close();
    }
}
