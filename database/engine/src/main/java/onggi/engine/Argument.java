package onggi.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a command, as {@code COMMAND DOCS} describes it.
 *
 * @param name its name
 * @param type what it is
 * @param token the literal word that stands before it, or that it consists of; null when there is
 *     none
 * @param optional whether it may be left out
 * @param multiple whether it may be repeated
 * @param multipleToken whether the literal word is repeated with it
 * @param parts the arguments it is made of, when it is a block or a choice
 */
public record Argument(
        String name,
        Type type,
        @Nullable String token,
        boolean optional,
        boolean multiple,
        boolean multipleToken,
        List<Argument> parts) {

    /** What an argument is; the names are those on the wire. */
    public enum Type {
        STRING("string"),
        INTEGER("integer"),
        DOUBLE("double"),
        KEY("key"),
        PATTERN("pattern"),
        UNIX_TIME("unix-time"),
        PURE_TOKEN("pure-token"),
        ONE_OF("oneof"),
        BLOCK("block");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /** Returns the name on the wire. */
        public String wireName() {
            return wireName;
        }
    }

    Argument asOptional() {
        return new Argument(name, type, token, true, multiple, multipleToken, parts);
    }

    Argument asMultiple(boolean withToken) {
        return new Argument(name, type, token, optional, true, withToken, parts);
    }

    Argument behind(String word) {
        return new Argument(name, type, word, optional, multiple, multipleToken, parts);
    }
}
