package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.MAY_REPLICATE;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.PUBSUB;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.KeyFlag.NOT_KEY;

import java.nio.charset.StandardCharsets;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.ChannelUse;
import onggi.engine.Channels;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Group;
import onggi.engine.Session;
import onggi.engine.Subscriptions;
import onggi.engine.TopicKind;
import onggi.resp.ReplyWriter;

/** Publish and subscribe. */
public final class PubSubCommands {

    private static final CommandFamily CHANNEL = CommandFamily.of(Group.PUBSUB);

    private PubSubCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return CHANNEL;
    }

    static final Command SUBSCRIBE =
            CHANNEL.command(
                            "SUBSCRIBE",
                            call -> subscribe(call, TopicKind.CHANNEL, Words.SUBSCRIBE))
                    .syntax("channel [channel ...]")
                    .channels(ChannelUse.SUBSCRIBE)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                    .since("2.0.0")
                    .summary("Listens to channels.")
                    .complexity("O(N) for N channels.")
                    .declare();

    static final Command PSUBSCRIBE =
            CHANNEL.command(
                            "PSUBSCRIBE",
                            call -> subscribe(call, TopicKind.PATTERN, Words.PSUBSCRIBE))
                    .syntax("pattern [pattern ...]")
                    .channels(ChannelUse.SUBSCRIBE_PATTERN)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                    .since("2.0.0")
                    .summary("Listens to all channels whose names match glob patterns.")
                    .complexity("O(N) for the patterns that anyone listens to.")
                    .declare();

    static final Command SSUBSCRIBE =
            CHANNEL.command(
                            "SSUBSCRIBE",
                            call -> subscribe(call, TopicKind.SHARD_CHANNEL, Words.SSUBSCRIBE))
                    .syntax("shardchannel [shardchannel ...]")
                    .keys(1, -1, 1, NOT_KEY)
                    .channels(ChannelUse.SUBSCRIBE)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                    .since("7.0.0")
                    .summary("Listens to shard channels.")
                    .complexity("O(N) for N channels.")
                    .declare();

    private static void subscribe(Call call, TopicKind kind, byte[] word) {
        Session session = call.session();
        for (int i = 1; i < call.argc(); i++) {
            Bytes name = call.bytes(i);
            call.engine().channels().subscribe(session, kind, name);
            confirm(call.reply(), word, name, count(session, kind));
        }
    }

    static final Command UNSUBSCRIBE =
            CHANNEL.command(
                            "UNSUBSCRIBE",
                            call -> unsubscribe(call, TopicKind.CHANNEL, Words.UNSUBSCRIBE))
                    .syntax("[channel [channel ...]]")
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                    .since("2.0.0")
                    .summary("Stops listening to channels, without arguments to all of them.")
                    .complexity("O(N) for the sessions that listen to each channel.")
                    .declare();

    static final Command PUNSUBSCRIBE =
            CHANNEL.command(
                            "PUNSUBSCRIBE",
                            call -> unsubscribe(call, TopicKind.PATTERN, Words.PUNSUBSCRIBE))
                    .syntax("[pattern [pattern ...]]")
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                    .since("2.0.0")
                    .summary("Stops listening to patterns, without arguments to all of them.")
                    .complexity("O(N) for the patterns that anyone listens to.")
                    .declare();

    static final Command SUNSUBSCRIBE =
            CHANNEL.command(
                            "SUNSUBSCRIBE",
                            call -> unsubscribe(call, TopicKind.SHARD_CHANNEL, Words.SUNSUBSCRIBE))
                    .syntax("[shardchannel [shardchannel ...]]")
                    .keys(1, -1, 1, NOT_KEY)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                    .since("7.0.0")
                    .summary("Stops listening to shard channels, without arguments to all of them.")
                    .complexity("O(N) for the sessions that listen to each channel.")
                    .declare();

    private static void unsubscribe(Call call, TopicKind kind, byte[] word) {
        Session session = call.session();
        Channels channels = call.engine().channels();
        if (call.argc() > 1) {
            for (int i = 1; i < call.argc(); i++) {
                Bytes name = call.bytes(i);
                channels.unsubscribe(session, kind, name);
                confirm(call.reply(), word, name, count(session, kind));
            }
            return;
        }
        List<Bytes> names = session.subscriptions().names(kind);
        if (names.isEmpty()) {
            call.reply().pushHeader(3);
            call.reply().bulk(word);
            call.reply().nullBulk();
            call.reply().integer(count(session, kind));
        }
        for (Bytes name : names) {
            channels.unsubscribe(session, kind, name);
            confirm(call.reply(), word, name, count(session, kind));
        }
    }

    private static void confirm(ReplyWriter reply, byte[] word, Bytes name, int count) {
        reply.pushHeader(3);
        reply.bulk(word);
        reply.bulk(name);
        reply.integer(count);
    }

    private static int count(Session session, TopicKind kind) {
        Subscriptions own = session.subscriptions();
        return kind == TopicKind.SHARD_CHANNEL ? own.shardCount() : own.count();
    }

    static final Command PUBLISH =
            CHANNEL.command("PUBLISH", PubSubCommands::publish)
                    .syntax("channel message")
                    .channels(ChannelUse.PUBLISH)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE)
                    .since("2.0.0")
                    .summary(
                            "Sends a message to all who listen to a channel; returns how many they are.")
                    .complexity("O(N+M) for N listeners and M patterns that anyone listens to.")
                    .declare();

    @HotPath
    private static void publish(Call call) {
        byte[] buffer = call.buffer();
        call.execution().effects().message(call);
        call.reply()
                .integer(
                        call.execution()
                                .publisher()
                                .publish(
                                        buffer,
                                        call.offset(1),
                                        call.length(1),
                                        buffer,
                                        call.offset(2),
                                        call.length(2)));
    }

    static final Command SPUBLISH =
            CHANNEL.command("SPUBLISH", PubSubCommands::spublish)
                    .syntax("shardchannel message")
                    .key(1, NOT_KEY)
                    .channels(ChannelUse.PUBLISH)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE)
                    .since("7.0.0")
                    .summary(
                            "Sends a message to all who listen to a shard channel; returns how many they are.")
                    .complexity("O(N) for N listeners.")
                    .declare();

    @HotPath
    private static void spublish(Call call) {
        byte[] buffer = call.buffer();
        call.reply()
                .integer(
                        call.execution()
                                .publisher()
                                .publishSharded(
                                        buffer,
                                        call.offset(1),
                                        call.length(1),
                                        buffer,
                                        call.offset(2),
                                        call.length(2)));
    }

    static final Command PUBSUB_CONTAINER =
            CHANNEL.container("PUBSUB")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .since("2.8.0")
                    .summary("Tells who listens to what.")
                    .complexity("That of the subcommand.")
                    .declare();

    static final Command PUBSUB_CHANNELS =
            CHANNEL.subcommand(PUBSUB_CONTAINER, "CHANNELS", call -> names(call, TopicKind.CHANNEL))
                    .syntax("[pattern]")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE)
                    .since("2.8.0")
                    .summary("Lists the channels that anyone listens to, by name.")
                    .complexity("O(N) for N channels.")
                    .declare();

    static final Command PUBSUB_SHARDCHANNELS =
            CHANNEL.subcommand(
                            PUBSUB_CONTAINER,
                            "SHARDCHANNELS",
                            call -> names(call, TopicKind.SHARD_CHANNEL))
                    .syntax("[pattern]")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE)
                    .since("7.0.0")
                    .summary("Lists the shard channels that anyone listens to.")
                    .complexity("O(N) for N channels.")
                    .declare();

    private static void names(Call call, TopicKind kind) {
        if (call.argc() > 3) {
            throw Help.wrongSubcommand(call, "PUBSUB");
        }
        List<Bytes> names =
                call.engine().channels().names(kind, call.argc() == 3 ? call.copy(2) : null);
        call.reply().arrayHeader(names.size());
        for (Bytes name : names) {
            call.reply().bulk(name);
        }
    }

    static final Command PUBSUB_NUMSUB =
            CHANNEL.subcommand(PUBSUB_CONTAINER, "NUMSUB", call -> counts(call, TopicKind.CHANNEL))
                    .syntax("[channel [channel ...]]")
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE)
                    .since("2.8.0")
                    .summary("Counts the listeners of channels, those by pattern left out.")
                    .complexity("O(N) for N channels.")
                    .declare();

    static final Command PUBSUB_SHARDNUMSUB =
            CHANNEL.subcommand(
                            PUBSUB_CONTAINER,
                            "SHARDNUMSUB",
                            call -> counts(call, TopicKind.SHARD_CHANNEL))
                    .syntax("[shardchannel [shardchannel ...]]")
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE)
                    .since("7.0.0")
                    .summary("Counts the listeners of shard channels.")
                    .complexity("O(N) for N channels.")
                    .declare();

    private static void counts(Call call, TopicKind kind) {
        Channels channels = call.engine().channels();
        call.reply().arrayHeader((call.argc() - 2) * 2);
        for (int i = 2; i < call.argc(); i++) {
            call.reply().bulk(call.buffer(), call.offset(i), call.length(i));
            call.reply()
                    .integer(
                            channels.listeners(
                                    kind, call.buffer(), call.offset(i), call.length(i)));
        }
    }

    static final Command PUBSUB_NUMPAT =
            CHANNEL.subcommand(
                            PUBSUB_CONTAINER,
                            "NUMPAT",
                            call -> call.reply().integer(call.engine().channels().patternCount()))
                    .scope(Command.Scope.NONE)
                    .flags(PUBSUB, LOADING, STALE)
                    .since("2.8.0")
                    .summary("Counts the different patterns that anyone listens to.")
                    .complexity("O(1)")
                    .declare();

    static final Command PUBSUB_HELP =
            CHANNEL.subcommand(PUBSUB_CONTAINER, "HELP", CommandHelp::reply)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("6.2.0")
                    .summary("Shows this list.")
                    .complexity("O(1)")
                    .declare();

    /** First elements of confirmations. */
    private static final class Words {

        static final byte[] SUBSCRIBE = ascii("subscribe");
        static final byte[] PSUBSCRIBE = ascii("psubscribe");
        static final byte[] SSUBSCRIBE = ascii("ssubscribe");
        static final byte[] UNSUBSCRIBE = ascii("unsubscribe");
        static final byte[] PUNSUBSCRIBE = ascii("punsubscribe");
        static final byte[] SUNSUBSCRIBE = ascii("sunsubscribe");

        private Words() {}

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
