package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaUserdata;
import onggi.lua.Results;
import org.jspecify.annotations.Nullable;

/** The library {@code cjson}. */
final class JsonLibrary {

    /** What JSON's null is as a value. */
    static final LuaUserdata NULL = LuaUserdata.ofNull();

    private static final String[] OFF_ON = {"off", "on"};
    private static final String[] OFF_ON_NULL = {"off", "on", "null"};

    private JsonLibrary() {}

    static void open(LuaState state) {
        state.globals().set("cjson", newLibrary(state));
    }

    /** A library with settings of its own. */
    private static LuaTable newLibrary(LuaState state) {
        JsonSettings settings = new JsonSettings();
        return Library.into(state.newTable())
                .add("encode", args -> encode(args, settings))
                .add("decode", args -> decode(args, settings))
                .add("encode_sparse_array", args -> sparseArrays(args, settings))
                .add("encode_max_depth", args -> encodeDepth(args, settings))
                .add("decode_max_depth", args -> decodeDepth(args, settings))
                .add("encode_number_precision", args -> precision(args, settings))
                .add("encode_keep_buffer", args -> keepBuffer(args, settings))
                .add("encode_invalid_numbers", args -> encodeInvalid(args, settings))
                .add("decode_invalid_numbers", args -> decodeInvalid(args, settings))
                .add("new", args -> newLibrary(args.state()))
                .value("null", NULL)
                .value("_NAME", LuaString.of("cjson"))
                .value("_VERSION", LuaString.of("2.1.0"))
                .table();
    }

    private static Object encode(Arguments args, JsonSettings settings) {
        checkOneArgument(args);
        return new JsonEncoder(args, settings).encode(args.value(0));
    }

    private static @Nullable Object decode(Arguments args, JsonSettings settings) {
        checkOneArgument(args);
        return new JsonDecoder(args, settings, args.string(0)).decode();
    }

    private static void checkOneArgument(Arguments args) {
        if (args.count() != 1) {
            throw args.error(0, "expected 1 argument");
        }
    }

    // Settings: each function changes what it is given and answers what holds now.

    private static Object sparseArrays(Arguments args, JsonSettings settings) {
        checkCount(args, 3);
        settings.convertSparse = option(args, OFF_ON, settings.convertSparse ? 1 : 0) == 1;
        settings.sparseRatio = integer(args, 1, settings.sparseRatio, 0, Integer.MAX_VALUE);
        settings.sparseSafe = integer(args, 2, settings.sparseSafe, 0, Integer.MAX_VALUE);
        return Results.of(
                settings.convertSparse,
                (double) settings.sparseRatio,
                (double) settings.sparseSafe);
    }

    private static Object encodeDepth(Arguments args, JsonSettings settings) {
        checkCount(args, 1);
        settings.encodeDepth = integer(args, 0, settings.encodeDepth, 1, Integer.MAX_VALUE);
        return (double) settings.encodeDepth;
    }

    private static Object decodeDepth(Arguments args, JsonSettings settings) {
        checkCount(args, 1);
        settings.decodeDepth = integer(args, 0, settings.decodeDepth, 1, Integer.MAX_VALUE);
        return (double) settings.decodeDepth;
    }

    private static Object precision(Arguments args, JsonSettings settings) {
        checkCount(args, 1);
        settings.precision = integer(args, 0, settings.precision, 1, 14);
        return (double) settings.precision;
    }

    private static Object keepBuffer(Arguments args, JsonSettings settings) {
        checkCount(args, 1);
        settings.keepBuffer = option(args, OFF_ON, settings.keepBuffer ? 1 : 0) == 1;
        return settings.keepBuffer;
    }

    private static Object encodeInvalid(Arguments args, JsonSettings settings) {
        checkCount(args, 1);
        settings.encodeInvalid = option(args, OFF_ON_NULL, settings.encodeInvalid);
        return settings.encodeInvalid == JsonSettings.AS_NULL
                ? LuaString.of("null")
                : (Object) (settings.encodeInvalid == JsonSettings.ALLOWED);
    }

    private static Object decodeInvalid(Arguments args, JsonSettings settings) {
        checkCount(args, 1);
        settings.decodeInvalid = option(args, OFF_ON, settings.decodeInvalid ? 1 : 0) == 1;
        return settings.decodeInvalid;
    }

    private static void checkCount(Arguments args, int most) {
        if (args.count() > most) {
            throw args.error(most, "found too many arguments");
        }
    }

    private static int integer(Arguments args, int index, int now, int least, int most) {
        if (args.isNoneOrNil(index)) {
            return now;
        }
        int value = (int) args.integer(index);
        if (value < least || value > most) {
            throw args.error(0, "expected integer between " + least + " and " + most);
        }
        return value;
    }

    /** The index of a word that is given as the first argument; true and false are on and off. */
    private static int option(Arguments args, String[] words, int now) {
        if (args.isNoneOrNil(0)) {
            return now;
        }
        if (args.value(0) instanceof Boolean on) {
            return on ? 1 : 0;
        }
        String word = args.string(0).toString();
        for (int i = 0; i < words.length; i++) {
            if (word.equals(words[i])) {
                return i;
            }
        }
        throw args.error(0, "invalid option '" + word + "'");
    }
}
