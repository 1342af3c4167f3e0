package onggi.engine;

import java.nio.charset.StandardCharsets;

/** What happened to a key, as keyspace notifications name it. */
public final class KeyEvent {

    public static final KeyEvent SET = string("set");
    public static final KeyEvent SETRANGE = string("setrange");
    public static final KeyEvent SETBIT = string("setbit");
    public static final KeyEvent PFADD = string("pfadd");
    public static final KeyEvent APPEND = string("append");
    public static final KeyEvent INCRBY = string("incrby");
    public static final KeyEvent INCRBYFLOAT = string("incrbyfloat");
    public static final KeyEvent DEL = generic("del");
    public static final KeyEvent EXPIRE = generic("expire");
    public static final KeyEvent PERSIST = generic("persist");
    public static final KeyEvent RENAME_FROM = generic("rename_from");
    public static final KeyEvent RENAME_TO = generic("rename_to");
    public static final KeyEvent MOVE_FROM = generic("move_from");
    public static final KeyEvent MOVE_TO = generic("move_to");
    public static final KeyEvent COPY_TO = generic("copy_to");
    public static final KeyEvent RESTORE = generic("restore");
    public static final KeyEvent EXPIRED = of("expired", KeyEvents.EXPIRED_CLASS);
    public static final KeyEvent EVICTED = of("evicted", KeyEvents.EVICTED_CLASS);
    public static final KeyEvent KEYMISS = of("keymiss", KeyEvents.MISS_CLASS);
    public static final KeyEvent NEW = of("new", KeyEvents.NEW_CLASS);

    public static final KeyEvent LPUSH = list("lpush");
    public static final KeyEvent RPUSH = list("rpush");
    public static final KeyEvent LPOP = list("lpop");
    public static final KeyEvent RPOP = list("rpop");
    public static final KeyEvent LSET = list("lset");
    public static final KeyEvent LINSERT = list("linsert");
    public static final KeyEvent LTRIM = list("ltrim");
    public static final KeyEvent LREM = list("lrem");
    public static final KeyEvent SORTSTORE = list("sortstore");

    public static final KeyEvent SADD = set("sadd");
    public static final KeyEvent SREM = set("srem");
    public static final KeyEvent SPOP = set("spop");
    public static final KeyEvent SINTERSTORE = set("sinterstore");
    public static final KeyEvent SUNIONSTORE = set("sunionstore");
    public static final KeyEvent SDIFFSTORE = set("sdiffstore");

    public static final KeyEvent HSET = hash("hset");
    public static final KeyEvent HDEL = hash("hdel");
    public static final KeyEvent HINCRBY = hash("hincrby");
    public static final KeyEvent HINCRBYFLOAT = hash("hincrbyfloat");
    public static final KeyEvent HEXPIRE = hash("hexpire");
    public static final KeyEvent HEXPIRED = hash("hexpired");
    public static final KeyEvent HPERSIST = hash("hpersist");

    public static final KeyEvent ZADD = zset("zadd");
    public static final KeyEvent ZINCR = zset("zincr");
    public static final KeyEvent ZREM = zset("zrem");
    public static final KeyEvent ZREMRANGEBYSCORE = zset("zremrangebyscore");
    public static final KeyEvent ZREMRANGEBYRANK = zset("zremrangebyrank");
    public static final KeyEvent ZREMRANGEBYLEX = zset("zremrangebylex");
    public static final KeyEvent ZPOPMIN = zset("zpopmin");
    public static final KeyEvent ZPOPMAX = zset("zpopmax");
    public static final KeyEvent ZUNIONSTORE = zset("zunionstore");
    public static final KeyEvent ZINTERSTORE = zset("zinterstore");
    public static final KeyEvent ZDIFFSTORE = zset("zdiffstore");
    public static final KeyEvent ZRANGESTORE = zset("zrangestore");
    public static final KeyEvent GEOSEARCHSTORE = zset("geosearchstore");
    public static final KeyEvent GEORADIUSSTORE = zset("georadiusstore");

    public static final KeyEvent XADD = stream("xadd");
    public static final KeyEvent XTRIM = stream("xtrim");
    public static final KeyEvent XDEL = stream("xdel");
    public static final KeyEvent XSETID = stream("xsetid");
    public static final KeyEvent XGROUP_CREATE = stream("xgroup-create");
    public static final KeyEvent XGROUP_DESTROY = stream("xgroup-destroy");
    public static final KeyEvent XGROUP_CREATECONSUMER = stream("xgroup-createconsumer");
    public static final KeyEvent XGROUP_DELCONSUMER = stream("xgroup-delconsumer");
    public static final KeyEvent XGROUP_SETID = stream("xgroup-setid");
    public static final KeyEvent XCLAIM = stream("xclaim");
    public static final KeyEvent XAUTOCLAIM = stream("xautoclaim");

    private final String name;
    private final int classBit;
    private final byte[] wire;

    private KeyEvent(String name, int classBit) {
        this.name = name;
        this.classBit = classBit;
        this.wire = name.getBytes(StandardCharsets.US_ASCII);
    }

    private static KeyEvent string(String name) {
        return of(name, KeyEvents.STRING_CLASS);
    }

    private static KeyEvent list(String name) {
        return of(name, KeyEvents.LIST_CLASS);
    }

    private static KeyEvent set(String name) {
        return of(name, KeyEvents.SET_CLASS);
    }

    private static KeyEvent hash(String name) {
        return of(name, KeyEvents.HASH_CLASS);
    }

    private static KeyEvent zset(String name) {
        return of(name, KeyEvents.ZSET_CLASS);
    }

    private static KeyEvent stream(String name) {
        return of(name, KeyEvents.STREAM_CLASS);
    }

    private static KeyEvent generic(String name) {
        return of(name, KeyEvents.GENERIC_CLASS);
    }

    /** Returns an event of the class, one of the {@code *_CLASS} bits of {@link KeyEvents}. */
    public static KeyEvent of(String name, int classBit) {
        return new KeyEvent(name, classBit);
    }

    /** Returns the event's name, such as {@code set}. */
    public String name() {
        return name;
    }

    /** Returns the class it belongs to. */
    public int classBit() {
        return classBit;
    }

    /** Returns the name as bytes; not to be changed. */
    public byte[] wire() {
        return wire;
    }

    @Override
    public String toString() {
        return name;
    }
}
