package onggi.scripting;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onggi.engine.CommandError;
import onggi.lua.LuaString;
import org.jspecify.annotations.Nullable;

/** A library of functions as it was registered: the same for all threads. */
final class Library {

    /** A function of a library. */
    static final class Function {

        private final String name;
        private final @Nullable LuaString description;
        private final int flags;
        private final Trust trust = new Trust();

        Function(String name, @Nullable LuaString description, int flags) {
            this.name = name;
            this.description = description;
            this.flags = flags;
        }

        String name() {
            return name;
        }

        @Nullable LuaString description() {
            return description;
        }

        int flags() {
            return flags;
        }

        Trust trust() {
            return trust;
        }
    }

    private static final String ENGINE = "LUA";
    private static final String NAME = "name=";

    static final CommandError BAD_NAME =
            CommandError.of(
                    "ERR Library names can only contain letters, numbers, or underscores(_) and"
                            + " must be at least one character long");

    private final String name;
    private final LuaString text;
    private final Map<String, Function> functions = new LinkedHashMap<>();

    private Library(String name, LuaString text) {
        this.name = name;
        this.text = text;
    }

    /**
     * A library without functions so far.
     *
     * @param text all of it, with its first line, which names it
     * @throws onggi.engine.CommandException when that line is no good
     */
    static Library of(LuaString text) {
        String all = text.toString();
        if (!Shebang.isIn(all)) {
            throw CommandError.of("ERR Missing library metadata").raise();
        }
        int length = Shebang.length(all);
        List<String> words = length < 0 ? List.of() : Shebang.words(all.substring(0, length));
        if (words.isEmpty()) {
            throw CommandError.of("ERR Invalid library metadata").raise();
        }
        String name = nameIn(words);
        if (!isName(name)) {
            throw BAD_NAME.raise();
        }
        String engine = words.getFirst().substring(2);
        if (!engine.equalsIgnoreCase(ENGINE)) {
            throw CommandError.of("ERR Engine '" + engine + "' not found").raise();
        }
        return new Library(name, text);
    }

    private static String nameIn(List<String> words) {
        String name = null;
        for (String word : words.subList(1, words.size())) {
            if (!word.regionMatches(true, 0, NAME, 0, NAME.length())) {
                throw CommandError.of("ERR Invalid metadata value given: " + word).raise();
            }
            if (name != null) {
                throw CommandError.of(
                                "ERR Invalid metadata value, name argument was given multiple"
                                        + " times")
                        .raise();
            }
            name = word.substring(NAME.length());
        }
        if (name == null) {
            throw CommandError.of("ERR Library name was not given").raise();
        }
        return name;
    }

    /** Whether a library or a function may be called so. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || c == '_');
    }

    String name() {
        return name;
    }

    /** All of it. */
    LuaString text() {
        return text;
    }

    /** What is compiled: all but the first line, whose end is left so that lines count right. */
    LuaString code() {
        return text.substring(Shebang.length(text.toString()), text.length());
    }

    /** The functions by name, in the order in which they were registered. */
    Map<String, Function> functions() {
        return functions;
    }
}
