package onggi.net;

import static onggi.engine.CommandFlag.ALLOW_BUSY;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_AUTH;
import static onggi.engine.CommandFlag.STALE;

import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.net.acl.AccessControl;
import onggi.net.acl.AclUser;
import onggi.resp.ReplyWriter;

/** Commands about the connection itself: greeting, authentication, database, end. */
public final class ConnectionCommands {

    private static final CommandFamily CONNECTION = CommandFamily.of(Group.CONNECTION);

    private static final int HELLO_FIELDS = 7;

    private static final CommandError NOT_A_VERSION =
            CommandError.of("ERR Protocol version is not an integer or out of range");
    private static final CommandError UNSUPPORTED =
            CommandError.of("NOPROTO unsupported protocol version");
    private static final CommandError HELLO_NEEDS_AUTH =
            CommandError.of(
                    "NOAUTH HELLO must be called with the client already authenticated, otherwise"
                            + " the HELLO AUTH <user> <pass> option can be used to authenticate the"
                            + " client and select the RESP protocol version at the same time");
    private static final CommandError NO_PASSWORD_SET =
            CommandError.of(
                    "ERR AUTH <password> called without any password configured for the default"
                            + " user. Are you sure your configuration is correct?");

    private ConnectionCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return CONNECTION;
    }

    static final Command HELLO =
            CONNECTION
                    .command("HELLO", ConnectionCommands::hello)
                    .scope(Command.Scope.NONE)
                    .syntax("[protover [AUTH username password] [SETNAME clientname]]")
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .since("6.0.0")
                    .changed("6.2.0", "The protocol version is optional.")
                    .summary("Greets the server: chooses the protocol, authenticates, names.")
                    .complexity("O(1)")
                    .declare();

    private static void hello(Call call) {
        ClientSession session = Clients.caller(call);
        int protocol = 0;
        if (call.argc() >= 2) {
            long version = call.integer(1, NOT_A_VERSION);
            if (version < 2 || version > 3) {
                throw UNSUPPORTED.raise();
            }
            protocol = (int) version;
        }
        helloOptions(call, session);
        if (!session.isAuthenticated() && session.server().access().requiresAuthentication()) {
            throw HELLO_NEEDS_AUTH.raise();
        }
        if (protocol != 0) {
            session.speak(protocol);
        }
        ReplyWriter reply = call.reply();
        reply.mapHeader(HELLO_FIELDS);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(session.server().settings().version());
        reply.bulk("proto");
        reply.integer(session.protocol());
        reply.bulk("id");
        reply.integer(session.id());
        reply.bulk("mode");
        reply.bulk("standalone");
        reply.bulk("role");
        reply.bulk("master");
        reply.bulk("modules");
        reply.arrayHeader(0);
    }

    private static void helloOptions(Call call, ClientSession session) {
        for (int i = 2; i < call.argc(); i++) {
            int more = call.argc() - 1 - i;
            if (call.is(i, "AUTH") && more >= 2) {
                authenticate(call, session, call.text(i + 1), i + 2);
                i += 2;
            } else if (call.is(i, "SETNAME") && more >= 1) {
                Clients.rename(call, i + 1);
                i++;
            } else {
                throw CommandError.of("ERR Syntax error in HELLO option '" + call.word(i) + "'")
                        .raise();
            }
        }
    }

    private static void authenticate(Call call, ClientSession session, String name, int password) {
        AclUser user = session.server().access().authenticate(name, call.copy(password));
        if (user == null) {
            Access.authenticationFailed(session, call, name);
            throw CommandError.WRONG_PASSWORD.raise();
        }
        session.actAs(user, true);
    }

    static final Command AUTH =
            CONNECTION
                    .command("AUTH", ConnectionCommands::auth)
                    .scope(Command.Scope.NONE)
                    .syntax("[username] password")
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .since("1.0.0")
                    .changed("6.0.0", "A user name can be given.")
                    .summary("Authenticates the connection.")
                    .complexity("O(N) for N passwords of the user.")
                    .declare();

    private static void auth(Call call) {
        ClientSession session = Clients.caller(call);
        if (call.argc() > 3) {
            throw CommandError.SYNTAX.raise();
        }
        if (call.argc() == 3) {
            authenticate(call, session, call.text(1), 2);
        } else if (session.server().access().isDefaultUserOpen()) {
            throw NO_PASSWORD_SET.raise();
        } else {
            authenticate(call, session, AccessControl.DEFAULT, 1);
        }
        call.reply().ok();
    }

    static final Command PING =
            CONNECTION
                    .command("PING", ConnectionCommands::ping)
                    .scope(Command.Scope.NONE)
                    .syntax("[message]")
                    .flags(FAST)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("1.0.0")
                    .summary("Answers PONG, or the message it was given.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void ping(Call call) {
        int argc = call.argc();
        if (argc > 2) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        if (call.session().protocol() == 2 && !call.session().subscriptions().isEmpty()) {
            call.reply().arrayHeader(2);
            call.reply().bulk("pong");
            call.reply().bulk(call.buffer(), call.offset(argc - 1), argc == 2 ? call.length(1) : 0);
        } else if (argc == 1) {
            call.reply().pong();
        } else {
            call.reply().bulk(call.buffer(), call.offset(1), call.length(1));
        }
    }

    static final Command ECHO =
            CONNECTION
                    .command("ECHO", ConnectionCommands::echo)
                    .scope(Command.Scope.NONE)
                    .syntax("message")
                    .flags(LOADING, STALE, FAST)
                    .since("1.0.0")
                    .summary("Answers the message it was given.")
                    .complexity("O(1)")
                    .declare();

    private static void echo(Call call) {
        call.reply().bulk(call.buffer(), call.offset(1), call.length(1));
    }

    static final Command SELECT =
            CONNECTION
                    .command("SELECT", ConnectionCommands::select)
                    .scope(Command.Scope.NONE)
                    .syntax("index")
                    .flags(LOADING, STALE, FAST)
                    .since("1.0.0")
                    .summary("Chooses the database that later commands work on.")
                    .complexity("O(1)")
                    .declare();

    private static void select(Call call) {
        int index = call.int32(1, CommandError.NOT_INTEGER);
        if (index < 0 || index >= call.engine().keyspace().databases()) {
            throw CommandError.DB_OUT_OF_RANGE.raise();
        }
        call.session().select(index);
        call.reply().ok();
    }

    static final Command QUIT =
            CONNECTION
                    .command("QUIT", ConnectionCommands::quit)
                    .scope(Command.Scope.NONE)
                    .arity(-1)
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .since("1.0.0")
                    .deprecated("7.2.0", "just closing the connection")
                    .summary("Closes the connection after the replies before it.")
                    .complexity("O(1)")
                    .declare();

    private static void quit(Call call) {
        call.reply().ok();
        Clients.caller(call).connection().closeAfterOutput();
    }

    static final Command RESET =
            CONNECTION
                    .command("RESET", ConnectionCommands::reset)
                    .scope(Command.Scope.NONE)
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .since("6.2.0")
                    .summary("Puts the connection into the state of a new one.")
                    .complexity("O(1)")
                    .declare();

    private static void reset(Call call) {
        ClientSession session = Clients.caller(call);
        NetServer server = session.server();
        server.monitors().remove(session);
        server.freeState(session, call.execution());
        server.engine().tracking().end(session);
        session.select(0);
        session.speak(2);
        session.actAsDefault();
        session.name(Bytes.EMPTY);
        session.replyMode(ClientSession.ReplyMode.ON);
        session.evictable(true);
        session.touchesKeys(true);
        call.reply().simple("RESET");
    }
}
