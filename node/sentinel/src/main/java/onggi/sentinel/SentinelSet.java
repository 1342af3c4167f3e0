package onggi.sentinel;

import java.util.Locale;
import onggi.engine.Call;
import onggi.engine.CommandError;

/** SENTINEL SET: changes settings of a primary, in order, up to the first that is wrong. */
final class SentinelSet {

    private static final CommandError SCRIPTS_FIXED =
            Replies.error(
                    "Reconfiguration of scripts path is denied for security reasons. Check the"
                            + " deny-scripts-reconfig configuration directive in your Sentinel"
                            + " configuration");
    private static final CommandError NO_NOTIFICATION =
            Replies.error("Notification script seems non existing or non executable");
    private static final CommandError NO_RECONFIGURATION =
            Replies.error("Client reconfiguration script seems non existing or non executable");
    private static final String HIDDEN = "******";

    private final Call call;
    private final Sentinel sentinel;
    private final Primary primary;
    private int at = 3;

    private SentinelSet(Call call) {
        this.call = call;
        this.sentinel = Replies.sentinel(call);
        this.primary = Replies.primary(call, 2);
    }

    static void run(Call call) {
        SentinelSet set = new SentinelSet(call);
        boolean changed = false;
        try {
            while (set.at < call.argc()) {
                set.option();
                changed = true;
            }
        } catch (onggi.engine.CommandException e) {
            if (changed) {
                set.sentinel.reset.save();
            }
            throw e;
        }
        Replies.save(call);
    }

    private void option() {
        int option = at;
        int values = call.argc() - 1 - at;
        String name = call.text(at).toLowerCase(Locale.ROOT);
        boolean renames = name.equals("rename-command");
        if (values < (renames ? 2 : 1)) {
            throw unknown(option).raise();
        }
        at += renames ? 3 : 2;
        change(name, option);
        StringBuilder words = new StringBuilder();
        for (int i = option; i < at; i++) {
            boolean hides = i > option && name.equals("auth-pass");
            words.append(' ').append(hides ? HIDDEN : call.text(i));
        }
        sentinel.events.alarm("+set", primary, words.toString());
    }

    private void change(String name, int option) {
        String value = call.text(option + 1);
        switch (name) {
            case "down-after-milliseconds" -> primary.downAfter(number(option, 1));
            case "failover-timeout" -> primary.failoverTimeoutMs = number(option, 1);
            case "parallel-syncs" ->
                    primary.parallelSyncs = (int) Math.min(number(option, 1), Integer.MAX_VALUE);
            case "notification-script" ->
                    primary.notificationScript = script(value, NO_NOTIFICATION);
            case "client-reconfig-script" ->
                    primary.reconfigurationScript = script(value, NO_RECONFIGURATION);
            case "auth-pass" -> {
                primary.password = value;
                dropLinks();
            }
            case "auth-user" -> {
                primary.user = value;
                dropLinks();
            }
            case "quorum" -> primary.quorum = (int) Math.min(number(option, 1), Integer.MAX_VALUE);
            case "rename-command" -> rename(option);
            case "master-reboot-down-after-period", "primary-reboot-down-after-period" ->
                    primary.rebootDownAfterMs = number(option, 0);
            default -> throw unknown(option).raise();
        }
    }

    private CommandError unknown(int option) {
        return Replies.error(
                "Unknown option or number of arguments for SENTINEL SET '"
                        + call.word(option)
                        + "'");
    }

    private CommandError invalid(int argument, int option) {
        return Replies.error(
                "Invalid argument '"
                        + call.word(argument)
                        + "' for SENTINEL SET '"
                        + call.word(option)
                        + "'");
    }

    private long number(int option, long least) {
        return call.integer(option + 1, least, Long.MAX_VALUE, invalid(option + 1, option));
    }

    private String script(String path, CommandError missing) {
        if (sentinel.state.scriptsFixed) {
            throw SCRIPTS_FIXED.raise();
        }
        if (!path.isEmpty() && !sentinel.state.world.isExecutable(path)) {
            throw missing.raise();
        }
        return path;
    }

    private void rename(int option) {
        String from = call.text(option + 1);
        String to = call.text(option + 2);
        if (from.isEmpty() || to.isEmpty()) {
            throw invalid(to.isEmpty() ? option + 2 : option + 1, option).raise();
        }
        primary.renamed.remove(from);
        if (!from.equalsIgnoreCase(to)) {
            primary.renamed.put(from, to);
        }
    }

    private void dropLinks() {
        primary.link.close();
        primary.replicas.values().forEach(replica -> replica.link.close());
    }
}
