package onggi.scripting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What scripts and functions say of themselves, as a mask. */
final class ScriptFlags {

    /** It changes nothing. */
    static final int NO_WRITES = 1;

    /** It may run when memory is over its limit. */
    static final int ALLOW_OOM = 1 << 1;

    /** It may run on a replica with old data. */
    static final int ALLOW_STALE = 1 << 2;

    /** It must not run in a cluster. */
    static final int NO_CLUSTER = 1 << 3;

    /** It may use keys of several slots. */
    static final int ALLOW_CROSS_SLOT = 1 << 4;

    /** It says nothing: a script without a first line of its own. */
    static final int SILENT = 1 << 5;

    private static final List<String> NAMES =
            List.of("no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys");

    private ScriptFlags() {}

    /** The flag of a name, 0 when there is none. */
    static int named(String name) {
        int index = NAMES.indexOf(name);
        return index < 0 ? 0 : 1 << index;
    }

    /** The flag of a name in any case, 0 when there is none. */
    static int namedInAnyCase(String name) {
        return named(name.toLowerCase(Locale.ROOT));
    }

    /** The names of the flags in a mask. */
    static List<String> names(int mask) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            if ((mask & 1 << i) != 0) {
                names.add(NAMES.get(i));
            }
        }
        return names;
    }
}
