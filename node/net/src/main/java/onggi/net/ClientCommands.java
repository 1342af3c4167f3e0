package onggi.net;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;

/** CLIENT: what a client says of itself, and what is known and done about others. */
public final class ClientCommands {

    private static final CommandFamily CLIENTS = CommandFamily.of(Group.CONNECTION);

    private static final CommandError BAD_ID = CommandError.of("ERR Invalid client ID");

    private static final Command CLIENT =
            CLIENTS.container("CLIENT")
                    .arity(-2)
                    .since("2.4.0")
                    .summary("Groups the commands about client connections.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    private ClientCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return CLIENTS;
    }

    /** Starts the row of a subcommand that any client may use. */
    private static CommandFamily.Row own(String name, Command.Handler handler) {
        return CLIENTS.subcommand(CLIENT, name, handler)
                .scope(Command.Scope.NONE)
                .flags(NOSCRIPT, LOADING, STALE)
                .complexity("O(1)");
    }

    /** Starts the row of a subcommand about other clients. */
    private static CommandFamily.Row admin(String name, Command.Handler handler) {
        return own(name, handler).flags(ADMIN);
    }

    static final Command ID =
            own("ID", ClientCommands::id)
                    .since("5.0.0")
                    .summary("Returns the id of the connection, which no other ever has.")
                    .declare();

    private static void id(Call call) {
        call.reply().integer(call.session().id());
    }

    static final Command INFO =
            own("INFO", ClientCommands::info)
                    .tips("nondeterministic_output")
                    .since("6.2.0")
                    .summary("Describes the connection in a line.")
                    .declare();

    private static void info(Call call) {
        writeLines(call, List.of(Clients.caller(call)), false);
    }

    static final Command LIST =
            admin("LIST", ClientCommands::list)
                    .syntax(
                            "[TYPE <NORMAL | MASTER | REPLICA | PUBSUB>] [ID client-id [client-id"
                                    + " ...]]")
                    .tips("nondeterministic_output")
                    .since("2.4.0")
                    .changed("5.0.0", "Clients can be selected by type.")
                    .changed("6.2.0", "Clients can be selected by id.")
                    .summary("Describes the connections, each in a line.")
                    .complexity("O(N) for N connections.")
                    .declare();

    private static void list(Call call) {
        ClientRegistry clients = Clients.caller(call).server().clients();
        if (call.argc() == 2) {
            writeLines(call, clients.all(), true);
        } else if (call.argc() == 4 && call.is(2, "TYPE")) {
            ClientClass type = type(call, 3);
            writeLines(
                    call,
                    clients.all().stream().filter(c -> c.type() == type).toList(),
                    type == ClientClass.MASTER);
        } else if (call.argc() > 3 && call.is(2, "ID")) {
            List<ClientSession> found = new ArrayList<>();
            for (int i = 3; i < call.argc(); i++) {
                ClientSession client = clients.client(call.integer(i, BAD_ID));
                if (client != null) {
                    found.add(client);
                }
            }
            writeLines(call, found, false);
        } else {
            throw CommandError.SYNTAX.raise();
        }
    }

    static ClientClass type(Call call, int argument) {
        ClientClass type = ClientClass.named(call.text(argument));
        if (type == null) {
            throw CommandError.of("ERR Unknown client type '" + call.word(argument) + "'").raise();
        }
        return type;
    }

    private static void writeLines(
            Call call, Collection<ClientSession> clients, boolean withPrimary) {
        StringBuilder text = new StringBuilder();
        for (ClientSession client : clients) {
            ClientText.append(text, client, call.nowMs());
            text.append('\n');
        }
        PrimaryView primary = Clients.caller(call).server().primary();
        if (withPrimary && primary != null) {
            ClientText.append(text, primary, call.nowMs());
            text.append('\n');
        }
        call.reply().verbatim("txt", text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    static final Command KILL =
            admin("KILL", ClientKill::kill)
                    .syntax(
                            "<ip:port | <[ID client-id] | [TYPE <NORMAL | MASTER | REPLICA |"
                                    + " PUBSUB>] | [USER username] | [ADDR ip:port] | [LADDR ip:port] |"
                                    + " [SKIPME <YES | NO>] | [MAXAGE maxage] [[ID client-id] | [TYPE"
                                    + " <NORMAL | MASTER | REPLICA | PUBSUB>] | [USER username] | [ADDR"
                                    + " ip:port] | [LADDR ip:port] | [SKIPME <YES | NO>] | [MAXAGE"
                                    + " maxage] ...]>>")
                    .arity(-3)
                    .since("2.4.0")
                    .changed("2.8.12", "Filters select any number of clients.")
                    .changed("6.2.0", "Clients can be selected by the server's address.")
                    .changed("7.4.0", "Clients can be selected by their age.")
                    .summary("Closes connections that fit all filters.")
                    .complexity("O(N) for N connections.")
                    .declare();

    static final Command SETNAME =
            own("SETNAME", ClientCommands::setName)
                    .syntax("connection-name")
                    .since("2.6.9")
                    .summary("Names the connection.")
                    .declare();

    private static void setName(Call call) {
        Clients.rename(call, 2);
        call.reply().ok();
    }

    static final Command GETNAME =
            own("GETNAME", ClientCommands::getName)
                    .since("2.6.9")
                    .summary("Returns the name of the connection.")
                    .declare();

    private static void getName(Call call) {
        ClientSession session = Clients.caller(call);
        if (session.name().isEmpty()) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(session.name());
        }
    }

    static final Command SETINFO =
            own("SETINFO", ClientCommands::setInfo)
                    .syntax("<LIB-NAME libname | LIB-VER libver>")
                    .since("7.2.0")
                    .summary("Tells which library the client uses.")
                    .declare();

    private static void setInfo(Call call) {
        ClientSession session = Clients.caller(call);
        boolean isName = call.is(2, "LIB-NAME");
        if (!isName && !call.is(2, "LIB-VER")) {
            throw CommandError.of("ERR Unrecognized option '" + call.word(2) + "'").raise();
        }
        if (!Clients.isPrintable(call, 3)) {
            throw CommandError.of(
                            "ERR "
                                    + call.word(2)
                                    + " cannot contain spaces, newlines or special characters.")
                    .raise();
        }
        if (isName) {
            session.libraryName(call.bytes(3));
        } else {
            session.libraryVersion(call.bytes(3));
        }
        call.reply().ok();
    }

    static final Command REPLY =
            own("REPLY", ClientCommands::reply)
                    .syntax("<ON | OFF | SKIP>")
                    .since("3.2.0")
                    .summary("Says whether commands are answered.")
                    .declare();

    private static void reply(Call call) {
        ClientSession session = Clients.caller(call);
        if (call.is(2, "ON")) {
            session.replyMode(ClientSession.ReplyMode.ON);
            call.reply().ok();
        } else if (call.is(2, "OFF")) {
            session.mute(ClientSession.ReplyMode.OFF, call.reply().position());
        } else if (!call.is(2, "SKIP")) {
            throw CommandError.SYNTAX.raise();
        } else if (session.replyMode() != ClientSession.ReplyMode.OFF) {
            session.mute(ClientSession.ReplyMode.SKIP_NEXT, call.reply().position());
        }
    }

    static final Command NO_EVICT =
            admin("NO-EVICT", ClientCommands::noEvict)
                    .syntax("<ON | OFF>")
                    .since("7.0.0")
                    .summary("Keeps the connection when clients take too much memory.")
                    .declare();

    private static void noEvict(Call call) {
        Clients.caller(call).evictable(!isOn(call, 2));
        call.reply().ok();
    }

    static final Command NO_TOUCH =
            own("NO-TOUCH", ClientCommands::noTouch)
                    .syntax("<ON | OFF>")
                    .since("7.2.0")
                    .summary("Lets the client's reads leave no trace in how keys are used.")
                    .declare();

    private static void noTouch(Call call) {
        call.session().touchesKeys(!isOn(call, 2));
        call.reply().ok();
    }

    private static boolean isOn(Call call, int argument) {
        if (call.is(argument, "ON")) {
            return true;
        }
        if (call.is(argument, "OFF")) {
            return false;
        }
        throw CommandError.SYNTAX.raise();
    }

    static final Command PAUSE =
            admin("PAUSE", ClientPause::pause)
                    .syntax("timeout [WRITE | ALL]")
                    .since("3.0.0")
                    .changed("6.2.0", "Only commands that write can be paused.")
                    .summary("Makes clients wait with their commands for a while.")
                    .declare();

    static final Command UNPAUSE =
            admin("UNPAUSE", ClientPause::unpause)
                    .since("6.2.0")
                    .summary("Lets paused clients go on.")
                    .complexity("O(N) for N paused clients.")
                    .declare();

    static final Command UNBLOCK =
            admin("UNBLOCK", ClientPause::unblock)
                    .syntax("client-id [TIMEOUT | ERROR]")
                    .since("5.0.0")
                    .summary("Ends the waiting of a client in a blocking command.")
                    .complexity("O(log N) for N connections.")
                    .declare();

    static final Command TRACKING =
            own("TRACKING", TrackingCommands::tracking)
                    .syntax(
                            "<ON | OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]]"
                                    + " [BCAST] [OPTIN] [OPTOUT] [NOLOOP]")
                    .since("6.0.0")
                    .summary("Lets the client be told when keys that it read change.")
                    .complexity("O(1), with prefixes O(N) for N prefixes in use.")
                    .declare();

    static final Command CACHING =
            own("CACHING", TrackingCommands::caching)
                    .syntax("<YES | NO>")
                    .since("6.0.0")
                    .summary("Says whether the keys of the next command are tracked.")
                    .declare();

    static final Command GETREDIR =
            own("GETREDIR", TrackingCommands::getRedirection)
                    .since("6.0.0")
                    .summary("Returns the client that tracking messages are redirected to.")
                    .declare();

    static final Command TRACKINGINFO =
            own("TRACKINGINFO", TrackingCommands::trackingInfo)
                    .since("6.2.0")
                    .summary("Describes the connection's tracking of keys.")
                    .declare();

    static final Command CAPA =
            own("CAPA", ClientCommands::capabilities)
                    .syntax("capability [capability ...]")
                    .since("8.0.0")
                    .summary("Tells what the client is capable of; nothing depends on it yet.")
                    .declare();

    private static void capabilities(Call call) {
        call.reply().ok();
    }

    static final Command HELP =
            CLIENTS.subcommand(CLIENT, "HELP", Clients::help)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("5.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
