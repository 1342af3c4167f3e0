package onggi.commands;

import java.util.Locale;
import onggi.bytes.Glob;
import onggi.types.ValueType;

/** What SCAN and KEYS let through. */
final class KeyFilter {

    static final int ANY_TYPE = -1;
    static final int NO_TYPE = -2;

    private final byte[] pattern;
    private final int type;

    KeyFilter(byte[] pattern, int type) {
        this.pattern = pattern;
        this.type = type;
    }

    /** Returns the type of a name, which no key has when it is none. */
    static int typeNamed(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "string" -> ValueType.STRING;
            case "list" -> ValueType.LIST;
            case "set" -> ValueType.SET;
            case "zset" -> ValueType.ZSET;
            case "hash" -> ValueType.HASH;
            case "stream" -> ValueType.STREAM;
            default -> NO_TYPE;
        };
    }

    /** Returns whether every key passes, whatever its type. */
    boolean passesAll() {
        return type == ANY_TYPE && matchesAll();
    }

    private boolean matchesAll() {
        return pattern.length == 1 && pattern[0] == '*';
    }

    /** Returns whether a key of a type passes. */
    boolean passes(byte[] key, int keyType) {
        return (type == ANY_TYPE || type == keyType)
                && (matchesAll() || Glob.matches(pattern, key, false));
    }
}
