package onggi.engine;

import java.nio.charset.StandardCharsets;

/** What happened to a key, as keyspace notifications name it. */
public final class KeyEvent {

    public static final KeyEvent SET = string("set");
    public static final KeyEvent SETRANGE = string("setrange");
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
