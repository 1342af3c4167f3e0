package onggi.engine;

import java.util.EnumSet;
import java.util.List;

/** What follows from a command's row: flags, ACL categories and the first range of keys. */
final class CommandRules {

    private CommandRules() {}

    static int flagMask(CommandFamily.Row row) {
        int mask = 0;
        for (CommandFlag flag : row.flags) {
            mask |= flag.bit();
        }
        for (KeySpec spec : row.keys) {
            if (isMovable(spec) || (row.keys.size() > 1 && notAdjacent(row.keys))) {
                mask |= CommandFlag.MOVABLEKEYS.bit();
            }
        }
        return mask;
    }

    private static boolean isMovable(KeySpec spec) {
        return !(spec.begin() instanceof KeySpec.Begin.Index)
                || !(spec.find() instanceof KeySpec.Find.Range)
                || spec.flags().contains(KeyFlag.INCOMPLETE);
    }

    /** Redis joins ranges that follow one another; anything else is movable. */
    private static boolean notAdjacent(List<KeySpec> specs) {
        int expected = -1;
        for (KeySpec spec : specs) {
            if (!(spec.begin() instanceof KeySpec.Begin.Index(int position))
                    || !(spec.find() instanceof KeySpec.Find.Range(int last, int step, int limit))
                    || step != 1
                    || limit > 1) {
                return true;
            }
            if (expected >= 0 && position != expected) {
                return true;
            }
            expected = last < 0 ? Integer.MAX_VALUE : position + last + 1;
        }
        return false;
    }

    /** Returns first, last and step as the first seven fields of {@code COMMAND INFO} tell them. */
    static int[] firstRange(List<KeySpec> specs) {
        int first = 0;
        int last = 0;
        int step = 0;
        for (KeySpec spec : specs) {
            if (!(spec.begin() instanceof KeySpec.Begin.Index(int position))
                    || !(spec.find()
                            instanceof KeySpec.Find.Range(int specLast, int specStep, int limit))) {
                continue;
            }
            int end = specLast < 0 ? specLast : position + specLast;
            if (first == 0) {
                first = position;
                last = end;
                step = specStep;
            } else if (last >= 0 && position == last + 1) {
                last = end;
            }
        }
        return new int[] {first, last, step};
    }

    static EnumSet<AclCategory> categories(CommandFamily.Row row, int flags) {
        EnumSet<AclCategory> set =
                EnumSet.copyOf(
                        row.categories.isEmpty()
                                ? EnumSet.noneOf(AclCategory.class)
                                : row.categories);
        AclCategory own = row.group.category();
        if (own != null && !row.notInGroupCategory) {
            set.add(own);
        }
        boolean write = has(flags, CommandFlag.WRITE);
        if (write) {
            set.add(AclCategory.WRITE);
        }
        if (has(flags, CommandFlag.READONLY) && !set.contains(AclCategory.SCRIPTING)) {
            set.add(AclCategory.READ);
        }
        if (has(flags, CommandFlag.ADMIN)) {
            set.add(AclCategory.ADMIN);
            set.add(AclCategory.DANGEROUS);
        }
        if (has(flags, CommandFlag.PUBSUB)) {
            set.add(AclCategory.PUBSUB);
        }
        set.add(has(flags, CommandFlag.FAST) ? AclCategory.FAST : AclCategory.SLOW);
        if (has(flags, CommandFlag.BLOCKING)) {
            set.add(AclCategory.BLOCKING);
        }
        return set;
    }

    private static boolean has(int mask, CommandFlag flag) {
        return (mask & flag.bit()) != 0;
    }
}
