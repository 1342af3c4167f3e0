package onggi.net;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.LateLogger;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Group;
import onggi.net.acl.AccessControl;
import onggi.net.acl.AclFile;
import onggi.net.acl.AclUser;
import onggi.net.acl.RuleReader;
import onggi.net.acl.Selector;
import onggi.net.acl.UserRules;
import onggi.resp.ReplyWriter;

/** ACL: users, their rules, and the file they are kept in. */
public final class AclCommands {

    private static final CommandFamily USERS = CommandFamily.of(Group.SERVER);

    private static final System.Logger LOG = LateLogger.of(AclCommands.class);

    private static final CommandError NO_FILE =
            CommandError.of(
                    "ERR This Redis instance is not configured to use an ACL file. You may want to"
                            + " specify users via the ACL SETUSER command and then issue a CONFIG"
                            + " REWRITE (assuming you have a Redis configuration file set) in order"
                            + " to store users in the Redis configuration.");
    private static final CommandError NOT_SAVED =
            CommandError.of(
                    "ERR There was an error trying to save the ACLs. Please check the server logs for"
                            + " more information");
    private static final CommandError BAD_NAME =
            CommandError.of("ERR Usernames can't contain spaces or null characters");
    private static final CommandError DEFAULT_STAYS =
            CommandError.of("ERR The 'default' user cannot be removed");

    private static final int USER_FIELDS = 6;
    private static final int SELECTOR_FIELDS = 3;

    static final Command ACL =
            USERS.container("ACL")
                    .arity(-2)
                    .since("6.0.0")
                    .summary("Holds the commands on users and what they may do.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    private AclCommands() {}

    /** Returns the commands of this file, and those of {@link AclReportCommands}. */
    public static CommandFamily family() {
        AclReportCommands.declared();
        return USERS;
    }

    /** Starts the row of a subcommand. */
    static CommandFamily.Row row(String name, Command.Handler handler) {
        return USERS.subcommand(ACL, name, handler)
                .scope(Command.Scope.NONE)
                .flags(NOSCRIPT, LOADING, STALE)
                .since("6.0.0");
    }

    static AccessControl access(Call call) {
        return Clients.caller(call).server().access();
    }

    // ---- users

    static final Command SETUSER =
            row("SETUSER", AclCommands::setUser)
                    .syntax("username [rule [rule ...]]")
                    .flags(ADMIN)
                    .changed("6.2.0", "Added Pub/Sub channel patterns.")
                    .changed("7.0.0", "Added selectors and key based permissions.")
                    .summary("Makes a user, or changes what a user may do.")
                    .complexity("O(N) for N rules.")
                    .declare();

    private static void setUser(Call call) {
        String name = call.text(2);
        if (RuleReader.hasSpaces(name)) {
            throw BAD_NAME.raise();
        }
        List<String> rules = new ArrayList<>();
        for (int i = 3; i < call.argc(); i++) {
            rules.add(call.text(i));
        }
        String wrong = access(call).change(name, rules);
        if (wrong != null) {
            throw CommandError.of("ERR " + wrong).raise();
        }
        call.reply().ok();
    }

    static final Command DELUSER =
            row("DELUSER", AclCommands::delUser)
                    .syntax("username [username ...]")
                    .flags(ADMIN)
                    .summary("Deletes users and ends their connections.")
                    .complexity("O(1) for each user, and O(N) for N connections.")
                    .declare();

    private static void delUser(Call call) {
        for (int i = 2; i < call.argc(); i++) {
            if (call.text(i).equals(AccessControl.DEFAULT)) {
                throw DEFAULT_STAYS.raise();
            }
        }
        int deleted = 0;
        for (int i = 2; i < call.argc(); i++) {
            deleted += access(call).delete(call.text(i)) ? 1 : 0;
        }
        call.reply().integer(deleted);
    }

    static final Command GETUSER =
            row("GETUSER", AclCommands::getUser)
                    .syntax("username")
                    .flags(ADMIN)
                    .changed("6.2.0", "Added Pub/Sub channel patterns.")
                    .changed(
                            "7.0.0",
                            "Added selectors and changed the format of key and channel patterns from"
                                    + " a list to their rule representation.")
                    .summary("Returns what a user may do.")
                    .complexity("O(N) for N rules.")
                    .declare();

    private static void getUser(Call call) {
        AclUser user = access(call).user(call.text(2));
        ReplyWriter reply = call.reply();
        if (user == null) {
            reply.nullBulk();
            return;
        }
        UserRules rules = user.rules();
        List<Selector> selectors = rules.selectors();
        reply.mapHeader(USER_FIELDS + extraFields(selectors.getFirst()));
        reply.bulk("flags");
        reply.setHeader(rules.flags().size());
        rules.flags().forEach(flag -> reply.bulk(flag.word()));
        reply.bulk("passwords");
        reply.arrayHeader(rules.passwords().size());
        rules.passwords().forEach(reply::bulk);
        fields(reply, selectors.getFirst());
        reply.bulk("selectors");
        reply.arrayHeader(selectors.size() - 1);
        for (Selector selector : selectors.subList(1, selectors.size())) {
            reply.mapHeader(SELECTOR_FIELDS + extraFields(selector));
            fields(reply, selector);
        }
    }

    /** Databases are told only where they matter, since Redis knows no such field. */
    private static int extraFields(Selector selector) {
        return selector.databaseRules().isEmpty() ? 0 : 1;
    }

    private static void fields(ReplyWriter reply, Selector selector) {
        reply.bulk("commands");
        reply.bulk(Bytes.ofLatin1(selector.commandRules()));
        reply.bulk("keys");
        reply.bulk(Bytes.ofLatin1(selector.keyRules()));
        reply.bulk("channels");
        reply.bulk(Bytes.ofLatin1(selector.channelRules()));
        if (extraFields(selector) > 0) {
            reply.bulk("databases");
            reply.bulk(selector.databaseRules());
        }
    }

    static final Command USER_NAMES =
            row("USERS", AclCommands::userNames)
                    .syntax("")
                    .flags(ADMIN)
                    .summary("Returns the names of all users.")
                    .complexity("O(N) for N users.")
                    .declare();

    private static void userNames(Call call) {
        List<AclUser> users = List.copyOf(access(call).users());
        call.reply().arrayHeader(users.size());
        users.forEach(user -> call.reply().bulk(Bytes.ofLatin1(user.name())));
    }

    static final Command LIST =
            row("LIST", AclCommands::list)
                    .syntax("")
                    .flags(ADMIN)
                    .summary("Returns all users as lines of the configuration.")
                    .complexity("O(N) for N users.")
                    .declare();

    private static void list(Call call) {
        List<String> lines = access(call).lines();
        call.reply().arrayHeader(lines.size());
        lines.forEach(line -> call.reply().bulk(Bytes.ofLatin1(line)));
    }

    static final Command WHOAMI =
            row("WHOAMI", AclCommands::whoAmI)
                    .syntax("")
                    .summary("Returns the name of the user that the connection acts as.")
                    .complexity("O(1)")
                    .declare();

    private static void whoAmI(Call call) {
        call.reply().bulk(Bytes.ofLatin1(Clients.caller(call).userName()));
    }

    // ---- the file

    static final Command LOAD =
            row("LOAD", AclCommands::load)
                    .syntax("")
                    .flags(ADMIN)
                    .summary("Puts the users of the ACL file in the place of all.")
                    .complexity("O(N) for N users.")
                    .declare();

    private static void load(Call call) {
        String wrong = access(call).load(file(call));
        if (wrong != null) {
            throw CommandError.of("ERR " + wrong).raise();
        }
        call.reply().ok();
    }

    static final Command SAVE =
            row("SAVE", AclCommands::save)
                    .syntax("")
                    .flags(ADMIN)
                    .summary("Writes all users to the ACL file.")
                    .complexity("O(N) for N users.")
                    .declare();

    private static void save(Call call) {
        AclFile file = file(call);
        try {
            access(call).save(file);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Writing ACL file for ACL SAVE: {0}",
                    file.reason(e));
            throw NOT_SAVED.raise();
        }
        call.reply().ok();
    }

    private static AclFile file(Call call) {
        AclFile file = access(call).file();
        if (file == null) {
            throw NO_FILE.raise();
        }
        return file;
    }

    static final Command HELP =
            USERS.subcommand(ACL, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("6.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
