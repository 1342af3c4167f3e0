package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RM;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.VARIABLE_FLAGS;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.KeyFlag;
import onggi.types.ValueType;

/** Commands that compare a string, or its digest, before they remove its key. */
public final class ConditionalStringCommands {

    private static final CommandFamily CONDITIONAL = CommandFamily.of(Group.STRING);

    private static final CommandError INVALID_CONDITION =
            CommandError.of("ERR Invalid condition. Use IFEQ, IFNE, IFDEQ, or IFDNE");
    private static final CommandError NOT_A_STRING =
            CommandError.of("ERR Key should be of string type if conditions are specified");

    private ConditionalStringCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return CONDITIONAL;
    }

    static final Command DIGEST =
            CONDITIONAL
                    .command("DIGEST", ConditionalStringCommands::digest)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("8.4.0")
                    .summary("Returns the XXH3 digest of the string at a key, in hexadecimal.")
                    .complexity("O(N) for a string of N bytes.")
                    .declare();

    private static void digest(Call call) {
        Entry entry = call.readable(1);

        if (entry.existsAs(ValueType.STRING)) {
            call.reply().bulk(Digest.of(entry));
        } else {
            call.reply().nullBulk();
        }
    }

    static final Command DELEX =
            CONDITIONAL
                    .command("DELEX", ConditionalStringCommands::delex)
                    .syntax(
                            "key [IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest]")
                    .key(1, RW, DELETE, VARIABLE_FLAGS)
                    .keyFlags(ConditionalStringCommands::keyFlags)
                    .flags(WRITE, FAST)
                    .since("8.4.0")
                    .summary(
                            "Removes a key, if asked so only when its string or its digest is, or is not, the given one.")
                    .complexity("O(1), O(N) with a digest of N bytes.")
                    .declare();

    /** A condition tells of the value. */
    private static int keyFlags(Call call, int first) {
        return call.argc() - first > 2
                ? KeyFlag.RW.bit() | KeyFlag.ACCESS.bit() | KeyFlag.DELETE.bit()
                : KeyFlag.RM.bit() | KeyFlag.DELETE.bit();
    }

    private static void delex(Call call) {
        if (call.argc() != 2 && call.argc() != 4) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        Entry entry = call.writable(1);

        if (entry.exists() && (call.argc() == 2 || meetsCondition(call, entry))) {
            remove(call, entry);
        } else {
            call.reply().integer(0);
        }
    }

    private static boolean meetsCondition(Call call, Entry entry) {
        if (entry.type() != ValueType.STRING) {
            throw NOT_A_STRING.raise();
        }
        int option = StringOptions.recognise(call, 2) & StringOptions.COMPARISONS;
        if (option == 0) {
            throw INVALID_CONDITION.raise();
        }
        return Comparison.holds(call, entry, option, 3);
    }

    static final Command DELIFEQ =
            CONDITIONAL
                    .command("DELIFEQ", ConditionalStringCommands::delifeq)
                    .syntax("key value")
                    .key(1, RM, ACCESS, DELETE)
                    .flags(WRITE)
                    .since("9.0.0")
                    .summary(
                            "Removes a key whose string is the given one; Valkey's name for DELEX with IFEQ.")
                    .complexity("O(1)")
                    .declare();

    private static void delifeq(Call call) {
        Entry entry = call.writable(1);

        if (entry.existsAs(ValueType.STRING) && Comparison.hasText(call, entry, 2)) {
            remove(call, entry);
        } else {
            call.reply().integer(0);
        }
    }

    private static void remove(Call call, Entry entry) {
        entry.remove();

        Rewrites.del(call);
        call.changed(1, KeyEvent.DEL);
        call.reply().integer(1);
    }
}
