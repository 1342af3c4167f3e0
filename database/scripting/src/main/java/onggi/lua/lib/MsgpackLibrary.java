package onggi.lua.lib;

import java.util.ArrayList;
import java.util.List;
import onggi.lua.Arguments;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.Results;
import org.jspecify.annotations.Nullable;

/** The library {@code cmsgpack}: values as MessagePack. */
final class MsgpackLibrary {

    /** How much may lie on the stack of a built-in function. */
    private static final int MAX_STACK = 8000;

    private static final int MAX_ARGUMENTS = MAX_STACK / 2;

    private MsgpackLibrary() {}

    static void open(LuaState state) {
        Library.of(state, "cmsgpack")
                .add("pack", MsgpackLibrary::pack)
                .add("unpack", args -> unpack(args, 0, 0))
                .add("unpack_one", args -> unpack(args, 1, (int) args.integer(1, 0)))
                .add("unpack_limit", MsgpackLibrary::unpackLimit)
                .value("_NAME", LuaString.of("cmsgpack"))
                .value("_VERSION", LuaString.of("lua-cmsgpack 0.4.0"))
                .value("_COPYRIGHT", LuaString.of("Copyright (C) 2012, Salvatore Sanfilippo"))
                .value("_DESCRIPTION", LuaString.of("MessagePack C implementation for Lua"));
    }

    private static Object pack(Arguments args) {
        if (args.count() == 0) {
            throw args.error(-1, "MessagePack pack needs input.");
        }
        if (args.count() > MAX_ARGUMENTS) {
            throw args.error(-1, "Too many arguments for MessagePack pack.");
        }
        MsgpackWriter writer = new MsgpackWriter(args.thread());
        for (Object value : args.all()) {
            writer.add(value);
        }
        return writer.bytes();
    }

    private static @Nullable Object unpackLimit(Arguments args) {
        int limit = (int) args.integer(1);
        return unpack(args, limit, (int) args.integer(2, 0));
    }

    /** Reads values from an offset on; without a limit and an offset all of them. */
    private static @Nullable Object unpack(Arguments args, int limit, int offset) {
        LuaString data = args.string(0);
        boolean all = limit == 0 && offset == 0;
        if (offset < 0 || limit < 0) {
            throw args.error(
                    "Invalid request to unpack with offset of "
                            + offset
                            + " and limit of "
                            + data.length()
                            + ".");
        }
        if (offset > data.length()) {
            throw args.error(
                    "Start offset " + offset + " greater than input length " + data.length() + ".");
        }
        MsgpackReader reader = new MsgpackReader(args, data, offset);
        try {
            List<@Nullable Object> values =
                    values(reader, all ? args.count() : 1, all ? Integer.MAX_VALUE : limit);
            if (!all) {
                if (values.size() + 2 > MAX_STACK) {
                    throw args.error("stack overflow (in function mp_unpack_full)");
                }
                values.addFirst(
                        reader.left() == 0 ? -1.0 : (double) (data.length() - reader.left()));
            }
            return Results.of(values.toArray());
        } finally {
            reader.close();
        }
    }

    private static List<@Nullable Object> values(MsgpackReader reader, int above, int most) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < most && reader.left() > 0; i++) {
            values.add(reader.value(above + i));
        }
        return values;
    }
}
