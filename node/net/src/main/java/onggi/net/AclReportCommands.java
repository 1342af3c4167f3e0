package onggi.net;

import static onggi.engine.CommandFlag.ADMIN;

import java.util.HexFormat;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandTable;
import onggi.net.acl.AccessCheck;
import onggi.net.acl.AclCommandIndex;
import onggi.net.acl.AclLog;
import onggi.net.acl.AclUser;
import onggi.net.acl.Denial;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** ACL, what changes nothing: categories, the log, a trial, and new passwords. */
final class AclReportCommands {

    private static final int MAX_BITS = 4096;
    private static final int DEFAULT_BITS = 256;
    private static final int BITS_PER_DIGIT = 4;
    private static final int DEFAULT_COUNT = 10;
    private static final int LOG_FIELDS = 10;
    private static final int MAX_SHOWN = 128;
    private static final double MS_PER_SECOND = 1000;

    private static final CommandError BAD_BITS =
            CommandError.of(
                    "ERR ACL GENPASS argument must be the number of bits for the output password, a"
                            + " positive number up to "
                            + MAX_BITS);

    private AclReportCommands() {}

    /** Makes sure that the rows of this file are declared. */
    static void declared() {}

    static final Command CAT =
            AclCommands.row("CAT", AclReportCommands::cat)
                    .syntax("[category]")
                    .summary("Lists the categories of commands, or the commands of one.")
                    .complexity("O(N) for N commands.")
                    .declare();

    private static void cat(Call call) {
        if (call.argc() > 3) {
            throw wrongArguments(call).raise();
        }
        ReplyWriter reply = call.reply();
        if (call.argc() == 2) {
            reply.arrayHeader(AclCategory.values().length);
            for (AclCategory category : AclCategory.values()) {
                reply.bulk(category.wireName());
            }
            return;
        }
        AclCategory category = AclCommandIndex.category(call.text(2));
        if (category == null) {
            throw CommandError.of("ERR Unknown category '" + shown(call.word(2)) + "'").raise();
        }
        List<Command> commands = AclCommands.access(call).commands().in(category);
        reply.arrayHeader(commands.size());
        commands.forEach(command -> reply.bulk(command.wireName()));
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(text.length(), MAX_SHOWN));
    }

    private static CommandError wrongArguments(Call call) {
        return CommandError.of(
                "ERR unknown subcommand or wrong number of arguments for '"
                        + shown(call.word(1))
                        + "'. Try ACL HELP.");
    }

    static final Command GENPASS =
            AclCommands.row("GENPASS", AclReportCommands::genPass)
                    .syntax("[bits]")
                    .summary("Returns a new password that nobody can guess.")
                    .complexity("O(1)")
                    .declare();

    private static void genPass(Call call) {
        if (call.argc() > 3) {
            throw wrongArguments(call).raise();
        }
        long bits = call.argc() == 3 ? call.integer(2) : DEFAULT_BITS;
        if (bits <= 0 || bits > MAX_BITS) {
            throw BAD_BITS.raise();
        }
        int digits = (int) (bits + BITS_PER_DIGIT - 1) / BITS_PER_DIGIT;
        byte[] secret = Clients.caller(call).server().secret((digits + 1) / 2);
        call.reply().bulk(HexFormat.of().formatHex(secret).substring(0, digits));
    }

    static final Command LOG =
            AclCommands.row("LOG", AclReportCommands::log)
                    .syntax("[count | RESET]")
                    .flags(ADMIN)
                    .changed(
                            "7.2.0",
                            "Added entry ID, timestamp created, and timestamp last updated.")
                    .summary("Returns the latest refusals, or forgets them.")
                    .complexity("O(N) for N entries.")
                    .declare();

    private static void log(Call call) {
        if (call.argc() > 3) {
            throw wrongArguments(call).raise();
        }
        AclLog log = AclCommands.access(call).log();
        if (call.argc() == 3 && call.is(2, "RESET")) {
            log.clear();
            call.reply().ok();
            return;
        }
        long count = call.argc() == 3 ? call.integer(2) : DEFAULT_COUNT;
        List<AclLog.Entry> entries = log.newest(count);
        call.reply().arrayHeader(entries.size());
        for (AclLog.Entry entry : entries) {
            write(call.reply(), entry, call.nowMs());
        }
    }

    private static void write(ReplyWriter reply, AclLog.Entry entry, long nowMs) {
        reply.mapHeader(LOG_FIELDS);
        reply.bulk("count");
        reply.integer(entry.count());
        text(reply, "reason", entry.reason().word());
        text(reply, "context", entry.contextWord());
        text(reply, "object", entry.object());
        text(reply, "username", entry.user());
        reply.bulk("age-seconds");
        reply.doubleValue((nowMs - entry.updatedMs()) / MS_PER_SECOND);
        text(reply, "client-info", entry.client());
        reply.bulk("entry-id");
        reply.integer(entry.id());
        reply.bulk("timestamp-created");
        reply.integer(entry.createdMs());
        reply.bulk("timestamp-last-updated");
        reply.integer(entry.updatedMs());
    }

    private static void text(ReplyWriter reply, String name, String value) {
        reply.bulk(name);
        reply.bulk(Bytes.ofLatin1(value));
    }

    static final Command DRYRUN =
            AclCommands.row("DRYRUN", AclReportCommands::dryRun)
                    .syntax("username command [arg [arg ...]]")
                    .flags(ADMIN)
                    .since("7.0.0")
                    .summary("Tells whether a user may run a command, without running it.")
                    .complexity("O(1)")
                    .declare();

    private static void dryRun(Call call) {
        AclUser user = AclCommands.access(call).user(call.text(2));
        if (user == null) {
            throw CommandError.of("ERR User '" + call.word(2) + "' not found").raise();
        }
        Command command = commandAt(call, 3);
        if (command == null) {
            throw CommandError.of("ERR Command '" + call.word(3) + "' not found").raise();
        }
        if (!command.accepts(call.argc() - 3)) {
            throw CommandError.wrongArity(command).raise();
        }
        AccessCheck check = new AccessCheck();
        Denial denial = check.check(user.rules(), command, call, 3, call.session().database());
        if (denial == null) {
            call.reply().ok();
            return;
        }
        call.reply().bulk(Bytes.ofLatin1(told(call, user, command, denial, check)));
    }

    private static String told(
            Call call, AclUser user, Command command, Denial denial, AccessCheck check) {
        String argument = call.text(3 + check.deniedArgument());
        return switch (denial) {
            case COMMAND, AUTH, CERTIFICATE ->
                    "This user has no permissions to run the '" + command.wireName() + "' command";
            case KEY -> "This user has no permissions to access the '" + argument + "' key";
            case CHANNEL -> "This user has no permissions to access the '" + argument + "' channel";
            case DATABASE ->
                    "User " + user.name() + " has no permissions to access database " + argument;
        };
    }

    private static @Nullable Command commandAt(Call call, int i) {
        CommandTable table = call.engine().commands();
        Command command = table.find(call.buffer(), call.offset(i), call.length(i));
        if (command == null || !command.isContainer() || call.argc() == i + 1) {
            return command;
        }
        return table.findSub(command, call.buffer(), call.offset(i + 1), call.length(i + 1));
    }
}
