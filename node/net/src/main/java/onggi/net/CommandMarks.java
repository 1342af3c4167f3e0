package onggi.net;

import java.util.Set;
import onggi.bytes.HotPath;
import onggi.engine.Command;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;

/** What {@link Turn} needs to know of a command before it looks closer. */
final class CommandMarks {

    /** Commands as short as the fast ones that Redis does not call fast. */
    private static final Set<String> SHORT =
            Set.of("set", "setex", "psetex", "mset", "getrange", "setrange");

    private final boolean[] plain;
    private final boolean[] shortOnes;

    CommandMarks(CommandTable commands) {
        this.plain = new boolean[commands.rows().size()];
        this.shortOnes = new boolean[commands.rows().size()];
        for (Command row : commands.rows()) {
            plain[row.id()] =
                    !row.is(CommandFlag.NOSCRIPT)
                            && !row.is(CommandFlag.BLOCKING)
                            && row.subcommands().isEmpty();
            shortOnes[row.id()] = row.is(CommandFlag.FAST) || SHORT.contains(row.wireName());
        }
    }

    /** Returns whether a command changes nothing but data: no session, and it never waits. */
    @HotPath
    boolean isPlain(int id) {
        return plain[id];
    }

    /** Returns whether a command is so short that it is timed together with others. */
    @HotPath
    boolean isShort(int id) {
        return shortOnes[id];
    }
}
