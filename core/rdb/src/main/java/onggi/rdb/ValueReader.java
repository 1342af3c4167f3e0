package onggi.rdb;

import java.io.IOException;

/**
 * Reads one value of any encoding into a {@link LoadedValue}. Whatever the bytes are, the outcome
 * is a value for which all of its type's invariants hold, or an {@link RdbException}.
 */
public final class ValueReader {

    private final RdbInput in;
    private final ListReader lists;
    private final SetReader sets;
    private final ZsetReader zsets;
    private final HashReader hashes;
    private final StreamReader streams;
    private final boolean valkey;

    /**
     * Reads from an input.
     *
     * @param version of the format, which tells what some numbers mean
     */
    public ValueReader(RdbInput in, int version) {
        this.in = in;
        this.valkey = version >= RdbVersion.VALKEY_9;
        this.lists = new ListReader(in);
        this.sets = new SetReader(in);
        this.zsets = new ZsetReader(in);
        this.hashes = new HashReader(in);
        this.streams = new StreamReader(in);
    }

    /**
     * Reads a value.
     *
     * @param type its number in the snapshot
     * @return whether there is one; not so when it is a collection without elements, which Redis
     *     once wrote and nobody keeps
     * @throws RdbException when the bytes are no value; {@code target} is closed then
     */
    public boolean read(int type, LoadedValue target) throws IOException {
        boolean done = false;
        try {
            boolean exists = readAny(type, target);
            done = exists;
            return exists;
        } finally {
            if (!done) {
                target.close();
            }
        }
    }

    private boolean readAny(int type, LoadedValue target) throws IOException {
        return switch (type) {
            case RdbType.STRING -> {
                in.value(target);
                yield true;
            }
            case RdbType.LIST,
                    RdbType.LIST_ZIPLIST,
                    RdbType.LIST_QUICKLIST,
                    RdbType.LIST_QUICKLIST_2 ->
                    lists.read(type, target);
            case RdbType.SET -> sets.plain(target);
            case RdbType.SET_INTSET -> sets.integers(target);
            case RdbType.SET_LISTPACK -> sets.packed(target);
            case RdbType.ZSET, RdbType.ZSET_2 -> zsets.plain(type == RdbType.ZSET_2, target);
            case RdbType.ZSET_ZIPLIST -> zsets.zipList(target);
            case RdbType.ZSET_LISTPACK -> zsets.packed(target);
            case RdbType.STREAM, RdbType.STREAM_2, RdbType.STREAM_3 -> streams.read(type, target);
            case RdbType.MODULE, RdbType.MODULE_2 ->
                    throw in.fail("a value of module " + ModuleName.of(in.number()));
            default -> hashOf(type, target);
        };
    }

    private boolean hashOf(int type, LoadedValue target) throws IOException {
        return switch (type) {
            case RdbType.HASH -> hashes.plain(target);
            case RdbType.HASH_ZIPMAP -> hashes.zipMap(target);
            case RdbType.HASH_ZIPLIST -> hashes.zipList(target);
            case RdbType.HASH_LISTPACK -> hashes.packed(target);
            case RdbType.HASH_MOMENTS_EARLY ->
                    valkey ? hashes.momentsOfValkey(target) : hashes.moments(false, target);
            case RdbType.HASH_MOMENTS -> hashes.moments(true, target);
            case RdbType.HASH_LISTPACK_EX_EARLY -> hashes.packedMoments(false, target);
            case RdbType.HASH_LISTPACK_EX -> hashes.packedMoments(true, target);
            default -> throw in.fail("unknown type of a value: type=" + type);
        };
    }
}
