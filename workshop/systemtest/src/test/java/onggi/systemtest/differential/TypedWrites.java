package onggi.systemtest.differential;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;

/**
 * Writes that fit what is there: a key is made with a value of some type, or its value is changed
 * by one of the commands of that type. So nearly every command changes something, which those that
 * are drawn from the grammar seldom do.
 */
final class TypedWrites {

    private static final String[] KEYS = {"k1", "k2", "a", "b", "c", "{t}1", "{t}2", "w1", "w2"};
    private static final int MEMBERS = 40;
    private static final int ENTRIES = 12;
    private static final String GROUP = "g";

    private static final String[] ANY = {
        "DEL K",
        "UNLINK K",
        "PEXPIRE K N",
        "PERSIST K",
        "RENAME K O",
        "COPY K O REPLACE",
        "MOVE K 1",
        "SET K text"
    };
    private static final String[] STRING = {
        "APPEND K x",
        "SETRANGE K 2 yy",
        "SETBIT K 9 1",
        "INCR K",
        "DECRBY K N",
        "BITFIELD K SET u8 #1 N",
        "GETDEL K",
        "SET K N KEEPTTL",
        "GETSET K N",
        "INCRBYFLOAT K 0.5",
        "GETEX K PX N",
        "BITOP NOT K K"
    };
    private static final String[] HASH = {
        "HSET K M N",
        "HDEL K M M M",
        "HINCRBY K count N",
        "HSETNX K M N",
        "HPEXPIRE K N FIELDS 4 M M M M",
        "HPERSIST K FIELDS 2 M M",
        "HINCRBYFLOAT K float 1.5"
    };
    private static final String[] SET = {
        "SADD K M M",
        "SREM K M M M",
        "SPOP K",
        "SPOP K 3",
        "SMOVE K O M",
        "SINTERSTORE K K O",
        "SUNIONSTORE K K O"
    };
    private static final String[] ZSET = {
        "ZADD K N M",
        "ZINCRBY K N M",
        "ZREM K M M M",
        "ZPOPMIN K",
        "ZPOPMAX K 2",
        "ZREMRANGEBYRANK K 0 0",
        "ZREMRANGEBYSCORE K 0 N",
        "ZUNIONSTORE K 2 K O"
    };
    private static final String[] LIST = {
        "LPUSH K M",
        "RPUSH K M M",
        "LPOP K",
        "RPOP K 2",
        "LSET K 0 N",
        "LINSERT K BEFORE M N",
        "LTRIM K 1 -2",
        "LREM K 1 M",
        "LMOVE K O LEFT RIGHT",
        "RPOPLPUSH K K"
    };
    private static final String[] STREAM = {
        "XADD K * field N",
        "XDEL K I I",
        "XTRIM K MAXLEN 5",
        "XACK K g I I I",
        "XCLAIM K g other 0 I I",
        "XAUTOCLAIM K g third 0 0",
        "XREADGROUP GROUP g one COUNT 2 STREAMS K >",
        "XGROUP SETID K g I",
        "XGROUP DELCONSUMER K g one",
        "XGROUP DESTROY K g",
        "XGROUP CREATE K another 0",
        "XGROUP CREATECONSUMER K g lazy"
    };

    private final Gen gen;

    TypedWrites(Gen gen) {
        this.gen = gen;
    }

    /** Makes a key with a value of some elements. */
    void create(SmallStore store) {
        String key = gen.pick(KEYS);
        store.run("DEL", key);
        int count = gen.between(1, 20);
        switch (gen.below(6)) {
            case 0 -> store.run("SET", key, Integer.toString(gen.below(1_000_000)));
            case 1 -> many(store, count, "HSET", key, true);
            case 2 -> many(store, count, "SADD", key, false);
            case 3 -> zset(store, count, key);
            case 4 -> many(store, count, "RPUSH", key, false);
            default -> stream(store, key);
        }
        if (gen.chance(15)) {
            store.run("PEXPIRE", key, Integer.toString(gen.between(1, 60)));
        }
    }

    private void many(SmallStore store, int count, String command, String key, boolean pairs) {
        List<String> words = new ArrayList<>(List.of(command, key));
        for (int i = 0; i < count; i++) {
            words.add(member());
            if (pairs) {
                words.add(Integer.toString(i));
            }
        }
        store.run(words.toArray(String[]::new));
    }

    private void zset(SmallStore store, int count, String key) {
        for (int i = 0; i < count; i++) {
            store.run("ZADD", key, Integer.toString(gen.below(50)), member());
        }
    }

    private void stream(SmallStore store, String key) {
        for (int i = 1; i <= ENTRIES; i++) {
            store.run("XADD", key, i + "-1", "field", "value");
        }
        store.run("XGROUP", "CREATE", key, GROUP, "0");
        store.run("XREADGROUP", "GROUP", GROUP, "one", "COUNT", "6", "STREAMS", key, ">");
    }

    /** Returns a command that changes the value of some key if there is one. */
    List<byte[]> write(SmallStore store) {
        String key = gen.pick(KEYS);
        String[] forms = gen.chance(15) ? ANY : formsOf(store.run("TYPE", key).text());
        List<String> words = new ArrayList<>();
        for (String word : gen.pick(forms).split(" ")) {
            words.add(
                    switch (word) {
                        case "K" -> key;
                        case "O" -> gen.pick(KEYS);
                        case "M" -> member();
                        case "N" -> Integer.toString(gen.between(1, 60));
                        case "I" -> gen.between(1, ENTRIES) + "-1";
                        default -> word;
                    });
        }
        return SnapshotModelTest.words(String.join(" ", words));
    }

    private static String[] formsOf(String type) {
        return switch (type) {
            case "string" -> STRING;
            case "hash" -> HASH;
            case "set" -> SET;
            case "zset" -> ZSET;
            case "list" -> LIST;
            case "stream" -> STREAM;
            default -> ANY;
        };
    }

    private String member() {
        return "m" + gen.below(MEMBERS);
    }
}
