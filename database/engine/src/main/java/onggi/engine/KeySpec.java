package onggi.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a command stand among its arguments and what it does with them.
 *
 * @param begin where the search begins
 * @param find how the keys follow from there
 * @param flags what the command does with them
 * @param notes a remark for {@code COMMAND INFO}, or null
 * @see <a href="https://redis.io/docs/reference/key-specs/">Key specifications</a>
 */
public record KeySpec(Begin begin, Find find, Set<KeyFlag> flags, @Nullable String notes) {

    /** Where the search for keys begins. */
    public sealed interface Begin
            permits Begin.Index, Begin.Keyword, Begin.StoreOption, Begin.Unknown {

        /** At a fixed argument; 0 is the command's name. */
        record Index(int position) implements Begin {}

        /** After a keyword; {@code from} is where to look first, negative from the end. */
        record Keyword(String keyword, int from) implements Begin {}

        /**
         * After the last STORE among SORT's options. Clients are told that it is unknown, since the
         * values of other options may be that word.
         */
        record StoreOption() implements Begin {}

        /** Cannot be told from the arguments alone. */
        record Unknown() implements Begin {}
    }

    /** How keys follow from the beginning. */
    public sealed interface Find permits Find.Range, Find.KeyCount, Find.Unknown {

        /**
         * Keys up to a last one.
         *
         * @param last relative to the beginning; negative counts from the end of the arguments, -1
         *     the last
         * @param step distance between two keys
         * @param limit when {@code last} is -1: 0 or 1 no limit, 2 half of the rest, and so on
         */
        record Range(int last, int step, int limit) implements Find {}

        /**
         * As many keys as an argument says.
         *
         * @param countPosition the argument with the number of keys, relative to the beginning
         * @param firstKey the first key, relative to the beginning
         * @param step distance between two keys
         */
        record KeyCount(int countPosition, int firstKey, int step) implements Find {}

        /** Cannot be told from the arguments alone. */
        record Unknown() implements Find {}
    }

    /** What a command does with its keys when other arguments decide that. */
    @FunctionalInterface
    public interface FlagRule {

        /**
         * Returns the flags as a mask of {@link KeyFlag#bit()}.
         *
         * @param call whose arguments from {@code first} on are the command, its name included
         */
        int flags(Call call, int first);
    }

    /** Returns the flags as a mask of {@link KeyFlag#bit()}. */
    public int flagMask() {
        int mask = 0;
        for (int i = 0; i < KeyFlag.ALL.size(); i++) { // no iterator: assertions ask for each key
            KeyFlag flag = KeyFlag.ALL.get(i);
            mask |= flags.contains(flag) ? flag.bit() : 0;
        }
        return mask;
    }

    /** Returns whether the command may change a key of this specification. */
    public boolean writes() {
        return flags.contains(KeyFlag.RW)
                || flags.contains(KeyFlag.OW)
                || flags.contains(KeyFlag.RM);
    }
}
