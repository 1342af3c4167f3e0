package onggi.net;

import java.util.Locale;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.net.acl.AclUser;
import org.jspecify.annotations.Nullable;

/** CLIENT KILL: which clients are meant, and their end. */
final class ClientKill {

    private static final long MS_PER_SECOND = 1000;

    private static final CommandError NO_SUCH_CLIENT = CommandError.of("ERR No such client");
    private static final CommandError BAD_ID =
            CommandError.of("ERR client-id should be greater than 0");
    private static final CommandError NOT_AN_AGE =
            CommandError.of("ERR maxage is not an integer or out of range");
    private static final CommandError BAD_AGE =
            CommandError.of("ERR maxage should be greater than 0");

    private long id;
    private @Nullable String address;
    private @Nullable String localAddress;
    private @Nullable ClientClass type;
    private @Nullable AclUser user;
    private boolean skipsCaller = true;
    private long minAgeMs;

    private ClientKill() {}

    static void kill(Call call) {
        ClientSession caller = Clients.caller(call);
        ClientKill filter = new ClientKill();
        if (call.argc() == 3) {
            filter.address = call.text(2);
            filter.skipsCaller = false;
            if (filter.apply(caller, call.nowMs()) == 0) {
                throw NO_SUCH_CLIENT.raise();
            }
            call.reply().ok();
            return;
        }
        for (int i = 2; i < call.argc(); i += 2) {
            if (i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            }
            filter.read(call, i);
        }
        call.reply().integer(filter.apply(caller, call.nowMs()));
    }

    private void read(Call call, int i) {
        int value = i + 1;
        switch (call.text(i).toUpperCase(Locale.ROOT)) {
            case "ID" -> id = call.integer(value, 1, Long.MAX_VALUE, BAD_ID);
            case "TYPE" -> type = ClientCommands.type(call, value);
            case "ADDR" -> address = call.text(value);
            case "LADDR" -> localAddress = call.text(value);
            case "USER" -> user = knownUser(call, call.text(value));
            case "SKIPME" -> skipsCaller = yes(call, value);
            case "MAXAGE" -> minAgeMs = ageSeconds(call, value) * MS_PER_SECOND;
            default -> throw CommandError.SYNTAX.raise();
        }
    }

    private static AclUser knownUser(Call call, String name) {
        AclUser user = Clients.caller(call).server().access().user(name);
        if (user == null) {
            throw CommandError.of("ERR No such user '" + name + "'").raise();
        }
        return user;
    }

    private static boolean yes(Call call, int argument) {
        if (!call.is(argument, "YES") && !call.is(argument, "NO")) {
            throw CommandError.SYNTAX.raise();
        }
        return call.is(argument, "YES");
    }

    private static long ageSeconds(Call call, int argument) {
        long seconds = call.integer(argument, NOT_AN_AGE);
        if (seconds <= 0) {
            throw BAD_AGE.raise();
        }
        return Math.min(seconds, Long.MAX_VALUE / MS_PER_SECOND);
    }

    private int apply(ClientSession caller, long nowMs) {
        int killed = 0;
        for (ClientSession client : caller.server().clients().all()) {
            if (fits(client, nowMs) && !(skipsCaller && client.id() == caller.id())) {
                killed++;
                if (client.id() == caller.id()) {
                    caller.connection().closeAfterOutput();
                } else {
                    caller.server().kill(client);
                }
            }
        }
        PrimaryView primary = caller.server().primary();
        if (primary != null && fits(primary, nowMs)) {
            killed++;
            primary.cut();
        }
        return killed;
    }

    private boolean fits(PrimaryView primary, long nowMs) {
        return (id == 0 || primary.id() == id)
                && (type == null || type == ClientClass.MASTER)
                && user == null
                && (address == null || primary.address().equals(address))
                && (localAddress == null || primary.localAddress().equals(localAddress))
                && nowMs - primary.createdMs() >= minAgeMs;
    }

    @SuppressWarnings("ReferenceEquality") // this very user, and none of the same name
    private boolean fits(ClientSession client, long nowMs) {
        return (id == 0 || client.id() == id)
                && (type == null || client.type() == type)
                && (user == null || client.user() == user)
                && (address == null || client.address().equals(address))
                && (localAddress == null || client.localAddress().equals(localAddress))
                && nowMs - client.createdMs() >= minAgeMs;
    }
}
