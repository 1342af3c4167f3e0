package onggi.net;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Session;
import onggi.engine.Tracker;
import onggi.engine.Tracking;
import onggi.engine.TrackingOptions;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** The subcommands of CLIENT about tracking keys; their rows are in {@link ClientCommands}. */
final class TrackingCommands {

    private static final CommandError ONE_REDIRECTION =
            CommandError.of("ERR A client can only redirect to a single other client");
    private static final CommandError NO_TARGET =
            CommandError.of("ERR The client ID you want redirect to does not exist");
    private static final CommandError PREFIX_NEEDS_BCAST =
            CommandError.of("ERR PREFIX option requires BCAST mode to be enabled");
    private static final CommandError BCAST_ALONE =
            CommandError.of("ERR OPTIN and OPTOUT are not compatible with BCAST");
    private static final CommandError ONE_MODE =
            CommandError.of("ERR You can't specify both OPTIN mode and OPTOUT mode");
    private static final CommandError BCAST_STAYS = stays("BCAST mode on/off");
    private static final CommandError OPTION_STAYS = stays("OPTIN/OPTOUT mode");
    private static final CommandError NO_CACHING =
            CommandError.of(
                    "ERR CLIENT CACHING can be called only when the client is in tracking mode with"
                            + " OPTIN or OPTOUT mode enabled");
    private static final CommandError YES_IS_OPTIN =
            CommandError.of(
                    "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    private static final CommandError NO_IS_OPTOUT =
            CommandError.of(
                    "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");

    private TrackingCommands() {}

    private static CommandError stays(String mode) {
        return CommandError.of(
                "ERR You can't switch "
                        + mode
                        + " before disabling tracking for this client, and then re-enabling it with"
                        + " a different mode.");
    }

    static void tracking(Call call) {
        List<Bytes> prefixes = new ArrayList<>();
        TrackingOptions options = options(call, prefixes);
        Session session = Clients.caller(call);
        Tracking tracking = call.engine().tracking();
        if (call.is(2, "OFF")) {
            tracking.end(session);
        } else if (call.is(2, "ON")) {
            check(options, current(session), prefixes);
            checkPrefixes(session.tracker(), prefixes);
            tracking.begin(session, options, prefixes);
        } else {
            throw CommandError.SYNTAX.raise();
        }
        call.reply().ok();
    }

    private static TrackingOptions options(Call call, List<Bytes> prefixes) {
        long redirect = 0;
        boolean broadcast = false;
        boolean optIn = false;
        boolean optOut = false;
        boolean noLoop = false;
        for (int i = 3; i < call.argc(); i++) {
            boolean more = i + 1 < call.argc();
            if (call.is(i, "REDIRECT") && more) {
                redirect = redirect(call, ++i, redirect);
            } else if (call.is(i, "PREFIX") && more) {
                prefixes.add(call.bytes(++i));
            } else if (call.is(i, "BCAST")) {
                broadcast = true;
            } else if (call.is(i, "OPTIN")) {
                optIn = true;
            } else if (call.is(i, "OPTOUT")) {
                optOut = true;
            } else if (call.is(i, "NOLOOP")) {
                noLoop = true;
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        return new TrackingOptions(redirect, broadcast, optIn, optOut, noLoop);
    }

    private static long redirect(Call call, int argument, long before) {
        if (before != 0) {
            throw ONE_REDIRECTION.raise();
        }
        long id = call.integer(argument);
        if (call.engine().tracking().session(id) == null) {
            throw NO_TARGET.raise();
        }
        return id;
    }

    private static void check(
            TrackingOptions wanted, @Nullable TrackingOptions current, List<Bytes> prefixes) {
        if (!wanted.broadcast() && !prefixes.isEmpty()) {
            throw PREFIX_NEEDS_BCAST.raise();
        }
        if (current != null && current.broadcast() != wanted.broadcast()) {
            throw BCAST_STAYS.raise();
        }
        if (wanted.broadcast() && (wanted.optIn() || wanted.optOut())) {
            throw BCAST_ALONE.raise();
        }
        if (wanted.optIn() && wanted.optOut()) {
            throw ONE_MODE.raise();
        }
        if (current != null
                && ((wanted.optIn() && current.optOut()) || (wanted.optOut() && current.optIn()))) {
            throw OPTION_STAYS.raise();
        }
    }

    /** Refuses prefixes of which one begins with another, so that no key is told of twice. */
    private static void checkPrefixes(@Nullable Tracker tracker, List<Bytes> prefixes) {
        List<Bytes> present = tracker == null ? List.of() : tracker.prefixes();
        for (int i = 0; i < prefixes.size(); i++) {
            Bytes prefix = prefixes.get(i);
            for (Bytes other : present) {
                if (overlap(prefix, other)) {
                    throw overlapping(prefix, "an existing prefix", other);
                }
            }
            for (Bytes other : prefixes.subList(i + 1, prefixes.size())) {
                if (overlap(prefix, other)) {
                    throw overlapping(prefix, "another provided prefix", other);
                }
            }
        }
    }

    private static boolean overlap(Bytes one, Bytes other) {
        int shorter = Math.min(one.length(), other.length());
        return one.equals(other.unsafeArray(), 0, shorter)
                || other.equals(one.unsafeArray(), 0, shorter);
    }

    private static RuntimeException overlapping(Bytes prefix, String kind, Bytes other) {
        return CommandError.of(
                        "ERR Prefix '"
                                + word(prefix)
                                + "' overlaps with "
                                + kind
                                + " '"
                                + word(other)
                                + "'. Prefixes for a single client must not overlap.")
                .raise();
    }

    /** A name up to its first zero byte, as Redis takes the words of its errors. */
    private static String word(Bytes name) {
        String text = name.toLatin1();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static @Nullable TrackingOptions current(Session session) {
        Tracker tracker = session.tracker();
        return tracker == null ? null : tracker.options();
    }

    static void caching(Call call) {
        Session session = Clients.caller(call);
        Tracker tracker = session.tracker();
        TrackingOptions options = current(session);
        if (tracker == null || options == null) {
            throw NO_CACHING.raise();
        }
        boolean yes = call.is(2, "YES");
        if (!yes && !call.is(2, "NO")) {
            throw CommandError.SYNTAX.raise();
        }
        if (yes && !options.optIn()) {
            throw YES_IS_OPTIN.raise();
        }
        if (!yes && !options.optOut()) {
            throw NO_IS_OPTOUT.raise();
        }
        tracker.caching(true);
        call.reply().ok();
    }

    static void getRedirection(Call call) {
        call.reply().integer(ClientText.redirect(Clients.caller(call)));
    }

    static void trackingInfo(Call call) {
        ClientSession session = Clients.caller(call);
        Tracker tracker = session.tracker();
        List<String> flags = flags(tracker);
        List<Bytes> prefixes = tracker == null ? List.of() : tracker.prefixes();
        ReplyWriter reply = call.reply();
        reply.mapHeader(3);
        reply.bulk("flags");
        reply.setHeader(flags.size());
        flags.forEach(reply::bulk);
        reply.bulk("redirect");
        reply.integer(ClientText.redirect(session));
        reply.bulk("prefixes");
        reply.arrayHeader(prefixes.size());
        prefixes.forEach(reply::bulk);
    }

    private static List<String> flags(@Nullable Tracker tracker) {
        TrackingOptions options = tracker == null ? null : tracker.options();
        if (tracker == null || options == null) {
            return List.of("off");
        }
        List<String> flags = new ArrayList<>(List.of("on"));
        if (options.broadcast()) {
            flags.add("bcast");
        }
        if (options.optIn()) {
            flags.add("optin");
        }
        if (options.optOut()) {
            flags.add("optout");
        }
        if (tracker.isCaching()) {
            flags.add(options.optIn() ? "caching-yes" : "caching-no");
        }
        if (options.noLoop()) {
            flags.add("noloop");
        }
        if (tracker.isBroken()) {
            flags.add("broken_redirect");
        }
        return flags;
    }
}
