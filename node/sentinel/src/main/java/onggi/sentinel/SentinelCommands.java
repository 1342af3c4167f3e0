package onggi.sentinel;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.PUBSUB;
import static onggi.engine.CommandFlag.STALE;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.ChannelUse;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;

/** What can be asked of a sentinel. */
public final class SentinelCommands {

    private static final CommandFamily FAMILY = CommandFamily.of(Group.SENTINEL);
    private static final String DEFAULT_COST = "O(1)";

    private static final CommandError ONLY_HELLO =
            CommandError.of("ERR Only HELLO messages are accepted by Sentinel instances.");

    private SentinelCommands() {}

    static final Command SENTINEL =
            FAMILY.container("SENTINEL")
                    .arity(-2)
                    .flags(ADMIN)
                    .scope(Command.Scope.NONE)
                    .since("2.8.4")
                    .summary("Holds the commands of a sentinel.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    /** Returns the commands of this room. */
    public static CommandFamily family() {
        SentinelChangeCommands.declare();
        SentinelTestCommands.declare();
        return FAMILY;
    }

    /** Starts the row of a subcommand. */
    static CommandFamily.Row row(String name, Command.Handler handler) {
        return FAMILY.subcommand(SENTINEL, name, handler)
                .scope(Command.Scope.NONE)
                .flags(ADMIN)
                .complexity(DEFAULT_COST);
    }

    // ---- instances

    static final Command MASTERS =
            row("MASTERS", SentinelCommands::primaries)
                    .since("2.8.4")
                    .summary("Returns the primaries that are watched, and their state.")
                    .complexity("O(N) for N primaries.")
                    .declare();

    static final Command PRIMARIES =
            row("PRIMARIES", SentinelCommands::primaries)
                    .since("8.0.0")
                    .summary("Returns the primaries that are watched, and their state.")
                    .complexity("O(N) for N primaries.")
                    .declare();

    private static void primaries(Call call) {
        State state = Replies.sentinel(call).state;
        InstanceReply.write(call.reply(), state, state.primaries.values(), call.nowMs());
    }

    static final Command MASTER =
            row("MASTER", SentinelCommands::primary)
                    .syntax("master-name")
                    .since("2.8.4")
                    .summary("Returns the state of a primary.")
                    .declare();

    static final Command PRIMARY =
            row("PRIMARY", SentinelCommands::primary)
                    .syntax("primary-name")
                    .since("8.0.0")
                    .summary("Returns the state of a primary.")
                    .declare();

    private static void primary(Call call) {
        Primary primary = Replies.primary(call, 2);
        InstanceReply.write(call.reply(), Replies.sentinel(call).state, primary, call.nowMs());
    }

    static final Command REPLICAS =
            row("REPLICAS", SentinelCommands::replicas)
                    .syntax("master-name")
                    .since("5.0.0")
                    .summary("Returns the replicas of a primary, and their state.")
                    .complexity("O(N) for N replicas.")
                    .declare();

    static final Command SLAVES =
            row("SLAVES", SentinelCommands::replicas)
                    .syntax("master-name")
                    .since("2.8.0")
                    .deprecated("5.0.0", "`SENTINEL REPLICAS`")
                    .summary("Returns the replicas of a primary, and their state.")
                    .complexity("O(N) for N replicas.")
                    .declare();

    private static void replicas(Call call) {
        Primary primary = Replies.primary(call, 2);
        InstanceReply.write(
                call.reply(),
                Replies.sentinel(call).state,
                primary.replicas.values(),
                call.nowMs());
    }

    static final Command SENTINELS =
            row("SENTINELS", SentinelCommands::sentinels)
                    .syntax("master-name")
                    .since("2.8.4")
                    .summary("Returns the other sentinels that watch a primary.")
                    .complexity("O(N) for N sentinels.")
                    .declare();

    private static void sentinels(Call call) {
        Primary primary = Replies.primary(call, 2);
        InstanceReply.write(
                call.reply(),
                Replies.sentinel(call).state,
                primary.sentinels.values(),
                call.nowMs());
    }

    static final Command MYID =
            row("MYID", call -> call.reply().bulk(Replies.sentinel(call).id()))
                    .since("6.2.0")
                    .summary("Returns the identity of this sentinel.")
                    .declare();

    static final Command GET_ADDRESS =
            row("GET-MASTER-ADDR-BY-NAME", SentinelCommands::address)
                    .syntax("master-name")
                    .since("2.8.4")
                    .summary("Returns where the primary of a name is.")
                    .declare();

    static final Command GET_PRIMARY_ADDRESS =
            row("GET-PRIMARY-ADDR-BY-NAME", SentinelCommands::address)
                    .syntax("primary-name")
                    .since("8.0.0")
                    .summary("Returns where the primary of a name is.")
                    .declare();

    private static void address(Call call) {
        State state = Replies.sentinel(call).state;
        Primary primary = state.primaries.get(call.text(2));
        if (primary == null) {
            call.reply().nullArray();
            return;
        }
        Address address = primary.currentAddress();
        call.reply().arrayHeader(2);
        Replies.text(call.reply(), state.shown(address));
        call.reply().bulkLong(address.port());
    }

    static final Command INFO_CACHE =
            row("INFO-CACHE", SentinelCommands::infoCache)
                    .syntax("nodename [nodename ...]")
                    .since("3.2.0")
                    .summary("Returns what primaries and their replicas last answered to INFO.")
                    .complexity("O(N) for N instances.")
                    .declare();

    private static void infoCache(Call call) {
        List<Primary> primaries = new ArrayList<>();
        for (int i = 2; i < call.argc(); i++) {
            Primary primary = Replies.sentinel(call).state.primaries.get(call.text(i));
            if (primary != null && !primaries.contains(primary)) {
                primaries.add(primary);
            }
        }
        ReplyWriter out = call.reply();
        out.arrayHeader(2 * primaries.size());
        for (Primary primary : primaries) {
            Replies.text(out, primary.name);
            out.arrayHeader(1 + primary.replicas.size());
            info(out, primary, call.nowMs());
            primary.replicas.values().forEach(replica -> info(out, replica, call.nowMs()));
        }
    }

    private static void info(ReplyWriter out, Instance instance, long nowMs) {
        out.arrayHeader(2);
        out.integer(instance.infoMs == 0 ? 0 : nowMs - instance.infoMs);
        Replies.text(out, instance.info);
    }

    // ---- agreement

    static final Command IS_DOWN =
            row("IS-MASTER-DOWN-BY-ADDR", SentinelCommands::isDown)
                    .syntax("ip port current-epoch runid")
                    .since("2.8.4")
                    .summary("Tells another sentinel whether a primary is down, and votes.")
                    .declare();

    static final Command IS_PRIMARY_DOWN =
            row("IS-PRIMARY-DOWN-BY-ADDR", SentinelCommands::isDown)
                    .syntax("ip port current-epoch runid")
                    .since("8.0.0")
                    .summary("Tells another sentinel whether a primary is down, and votes.")
                    .declare();

    private static void isDown(Call call) {
        int port = Math.clamp(call.integer(3), -1, Integer.MAX_VALUE);
        Election.Answer answer =
                Replies.sentinel(call)
                        .election
                        .answer(call.text(2), port, call.integer(4), call.text(5), call.nowMs());
        call.reply().arrayHeader(3);
        call.reply().integer(answer.down() ? 1 : 0);
        Replies.text(call.reply(), answer.leader());
        call.reply().integer(answer.epoch());
    }

    static final Command CKQUORUM =
            row("CKQUORUM", SentinelCommands::checkQuorum)
                    .syntax("master-name")
                    .since("2.8.4")
                    .summary("Tells whether enough sentinels are there for a failover.")
                    .declare();

    private static void checkQuorum(Call call) {
        Primary primary = Replies.primary(call, 2);
        int usable = 1;
        for (OtherSentinel sentinel : primary.sentinels.values()) {
            usable += sentinel.isDown() ? 0 : 1;
        }
        List<String> lacks = new ArrayList<>();
        if (usable < primary.quorum) {
            lacks.add(
                    "Not enough available Sentinels to reach the specified quorum for this master");
        }
        if (usable < (primary.sentinels.size() + 1) / 2 + 1) {
            lacks.add(
                    "Not enough available Sentinels to reach the majority and authorize a failover");
        }
        if (!lacks.isEmpty()) {
            String text = "NOQUORUM " + usable + " usable Sentinels. " + String.join(". ", lacks);
            throw CommandError.of(text).raise();
        }
        call.reply()
                .simple(
                        "OK "
                                + usable
                                + " usable Sentinels. Quorum and failover authorization can be"
                                + " reached");
    }

    static final Command HELP =
            FAMILY.subcommand(SENTINEL, "HELP", CommandHelp::reply)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("6.2.0")
                    .summary("Shows this list.")
                    .complexity(DEFAULT_COST)
                    .declare();

    // ---- commands that are others elsewhere

    static final Command PUBLISH =
            FAMILY.command("PUBLISH", SentinelCommands::publish)
                    .group(Group.PUBSUB)
                    .syntax("channel message")
                    .channels(ChannelUse.PUBLISH)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE, FAST)
                    .since("2.0.0")
                    .summary("Takes the hello message of another sentinel.")
                    .complexity(DEFAULT_COST)
                    .declare();

    private static void publish(Call call) {
        if (!call.text(1).equals(Links.HELLO_CHANNEL)) {
            throw ONLY_HELLO.raise();
        }
        Replies.sentinel(call).hello.take(call.text(2), call.nowMs());
        call.reply().integer(1);
    }

    static final Command ROLE =
            FAMILY.command("ROLE", SentinelCommands::role)
                    .group(Group.SERVER)
                    .syntax("")
                    .scope(Command.Scope.NONE)
                    .flags(NOSCRIPT, LOADING, STALE, FAST)
                    .categories(AclCategory.ADMIN, AclCategory.DANGEROUS)
                    .since("2.8.12")
                    .summary("Says that this is a sentinel, and which primaries it watches.")
                    .complexity("O(N) for N primaries.")
                    .declare();

    private static void role(Call call) {
        State state = Replies.sentinel(call).state;
        call.reply().arrayHeader(2);
        call.reply().bulk("sentinel");
        call.reply().arrayHeader(state.primaries.size());
        state.primaries.keySet().forEach(name -> Replies.text(call.reply(), name));
    }
}
