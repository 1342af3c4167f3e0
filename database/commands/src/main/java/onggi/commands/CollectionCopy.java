package onggi.commands;

import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LongWork;
import onggi.types.CollectionLimits;
import onggi.types.ElementText;
import onggi.types.Encoding;
import onggi.types.HashValue;
import onggi.types.ListValue;
import onggi.types.MemberText;
import onggi.types.ScratchCell;
import onggi.types.SetValue;
import onggi.types.ValueType;
import onggi.types.ZsetValue;
import org.jspecify.annotations.Nullable;

/**
 * Copies a large collection to a value under no key: a set, hash or sorted set member by member, a
 * list node by node. Of any other value it makes no copy.
 */
final class CollectionCopy extends LongWork {

    private final Entry source;
    private final boolean large;
    private final int type;
    private final @Nullable ScratchCell cell;
    private byte[] text = new byte[64];
    private byte[] second = new byte[64];
    private boolean begun;

    /** Where a walk over a table, or the ranks of a sorted set, has come to. */
    private long position;

    /** The node of a list that comes next. */
    private long node;

    /**
     * Looks the source up, which is the key at argument 1.
     *
     * @param target the key in whose memory the copy is made
     */
    CollectionCopy(Call call, Entry target) {
        super(call);
        this.source = source(call, 1);
        this.large = isLarge(source);
        this.type = large ? source.type() : ValueType.STRING;
        this.cell = large ? scratch(target, type) : null;
    }

    /**
     * Returns whether the value of a key is worth more than one turn; so large that a copy which
     * grows has the same encoding.
     */
    static boolean isLarge(Entry entry) {
        if (!entry.exists()
                || entry.type() == ValueType.STREAM
                || !Encoding.hasBlocks(entry.encoding())) {
            return false;
        }
        CollectionLimits limits = entry.limits();
        long size = entry.collection().size();
        return size > MOST_AT_ONCE
                && size > Math.max(limits.hashEntries, limits.zsetEntries)
                && size > Math.max(limits.setEntries, limits.intsetEntries);
    }

    @Override
    protected long elements() {
        return large ? source.collection().size() : 0;
    }

    @Override
    protected boolean step() {
        ScratchCell target = cell;
        if (target == null) {
            return false;
        }
        boolean first = !begun;
        begun = true;
        return switch (type) {
            case ValueType.SET -> set(new SetValue(target), first);
            case ValueType.HASH -> hash(new HashValue(target), first);
            case ValueType.ZSET -> zset(new ZsetDraft(target), first);
            default -> list(new ListValue(target), first);
        };
    }

    private boolean set(SetValue copy, boolean first) {
        if (first) {
            copy.init();
        }
        MemberText adding =
                new MemberText() {
                    @Override
                    public void member(byte[] member, int length) {
                        copy.add(member, 0, length);
                    }
                };
        position = source.set().scan(position, STEP, adding);
        return position != 0;
    }

    private boolean hash(HashValue copy, boolean first) {
        if (first) {
            copy.init();
            if (source.hash().hasMoments()) {
                copy.makeRoomForMoments();
            }
        }
        position = source.hash().scan(position, STEP, field -> put(field, copy));
        return position != 0;
    }

    private void put(HashValue field, HashValue copy) {
        ElementText name = field.field();
        int length = name.length();
        text = withRoom(text, length);
        name.copyOut(text, 0);
        ElementText value = field.value();
        second = withRoom(second, value.length());
        value.copyOut(second, 0);
        long momentMs = field.expiryMs();
        copy.put(text, 0, length, second, 0, value.length());
        if (momentMs != HashValue.NO_EXPIRY && copy.find(text, 0, length)) {
            copy.expireAt(momentMs);
        }
    }

    private static byte[] withRoom(byte[] bytes, int length) {
        return bytes.length < length ? new byte[length + (length >> 1)] : bytes;
    }

    private boolean zset(ZsetDraft copy, boolean first) {
        if (first) {
            copy.begin();
        }
        ZsetValue zset = source.zset();
        zset.seek(position);
        for (int i = 0; i < STEP && zset.isOnMember(); i++) {
            copy.put(zset.member(), zset.score());
            zset.next();
            position++;
        }
        return zset.isOnMember();
    }

    private boolean list(ListValue copy, boolean first) {
        ListValue list = source.list();
        if (first) {
            copy.initChain();
            list.first();
        } else {
            list.resume(node, 0);
        }
        copy.appendPack(list);
        boolean more = list.nextPack();
        node = list.node();
        return more;
    }

    /** Returns whether there is a copy. */
    boolean isMade() {
        return cell != null;
    }

    /** Gives the copy, and the expiry of the source, to a key that does not exist. */
    void moveTo(Entry target) {
        ScratchCell made = cell;
        if (made != null) {
            target.take(type, made, source.expiryMs());
        }
    }
}
