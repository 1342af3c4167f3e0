package onggi.sentinel;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the lines of a configuration that begin with {@code sentinel}. Which of three rounds a line
 * is due in does not depend on where it stands: general settings, primaries, what is said of them.
 */
public final class Directives {

    /** How many rounds there are, from 0. */
    public static final int ROUNDS = 3;

    private static final Set<String> FIRST =
            Set.of(
                    "announce-ip",
                    "announce-port",
                    "deny-scripts-reconfig",
                    "sentinel-user",
                    "sentinel-pass",
                    "current-epoch",
                    "myid",
                    "resolve-hostnames",
                    "announce-hostnames");

    private static final String UNKNOWN = "Unrecognized sentinel configuration statement.";

    private final Sentinel sentinel;
    private final State state;

    Directives(Sentinel sentinel) {
        this.sentinel = sentinel;
        this.state = sentinel.state;
    }

    /** Returns the round in which a directive is read. */
    public static int round(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return FIRST.contains(lower) ? 0 : lower.equals("monitor") ? 1 : 2;
    }

    /**
     * Takes a line.
     *
     * @param words without the first one, {@code sentinel}
     */
    public void take(List<String> words, long nowMs) throws RefusedException {
        String name = words.getFirst().toLowerCase(Locale.ROOT);
        if (round(name) == 0 && words.size() == 2) {
            general(name, words.get(1));
        } else if (round(name) == 1 && words.size() == 5) {
            monitor(words, nowMs);
        } else if (round(name) == 2 && words.size() >= 3) {
            about(name, words.subList(1, words.size()), nowMs);
        } else {
            throw new RefusedException(UNKNOWN);
        }
    }

    private void general(String name, String value) throws RefusedException {
        switch (name) {
            case "announce-ip" -> state.announcedIp = value;
            case "announce-port" -> state.announcedPort = Text.number(value);
            case "deny-scripts-reconfig" ->
                    state.scriptsFixed =
                            yes(
                                    value,
                                    "Please specify yes or no for the deny-scripts-reconfig"
                                            + " options.");
            case "sentinel-user" -> state.peerUser = value;
            case "sentinel-pass" -> state.peerPassword = value;
            case "current-epoch" -> state.epoch = Math.max(state.epoch, Text.epoch(value));
            case "myid" -> {
                if (value.length() != State.ID_LENGTH) {
                    throw new RefusedException("Malformed Sentinel id in myid option.");
                }
                state.id = value;
            }
            case "resolve-hostnames" ->
                    state.resolvesNames =
                            yes(
                                    value,
                                    "Please specify yes or no for the resolve-hostnames option.");
            case "announce-hostnames" ->
                    state.announcesNames =
                            yes(
                                    value,
                                    "Please specify yes or no for the announce-hostnames option.");
            default -> throw new RefusedException(UNKNOWN);
        }
    }

    private static boolean yes(String word, String otherwise) throws RefusedException {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new RefusedException(otherwise);
        };
    }

    private void monitor(List<String> words, long nowMs) throws RefusedException {
        int quorum = Text.number(words.get(4));
        if (quorum <= 0) {
            throw new RefusedException("Quorum must be 1 or greater.");
        }
        sentinel.instances.watch(
                words.get(1), words.get(2), Text.number(words.get(3)), quorum, nowMs);
    }

    /** A directive on a primary, whose name comes first. */
    private void about(String name, List<String> words, long nowMs) throws RefusedException {
        switch (name + " " + words.size()) {
            case "down-after-milliseconds 2" ->
                    primary(words).downAfter(positive(primary(words), words.get(1)));
            case "failover-timeout 2" ->
                    primary(words).failoverTimeoutMs = positive(primary(words), words.get(1));
            case "parallel-syncs 2" -> primary(words).parallelSyncs = Text.number(words.get(1));
            case "notification-script 2" ->
                    primary(words).notificationScript =
                            script(
                                    primary(words),
                                    words.get(1),
                                    "Notification script seems non existing or non executable.");
            case "client-reconfig-script 2" ->
                    primary(words).reconfigurationScript =
                            script(
                                    primary(words),
                                    words.get(1),
                                    "Client reconfiguration script seems non existing or non"
                                            + " executable.");
            case "auth-pass 2" -> primary(words).password = words.get(1);
            case "auth-user 2" -> primary(words).user = words.get(1);
            case "config-epoch 2" -> {
                Primary primary = primary(words);
                primary.configEpoch = Text.epoch(words.get(1));
                state.epoch = Math.max(state.epoch, primary.configEpoch);
            }
            case "leader-epoch 2" -> primary(words).leaderEpoch = Text.epoch(words.get(1));
            case "known-slave 3", "known-replica 3" ->
                    sentinel.instances.addReplica(
                            primary(words), words.get(1), Text.number(words.get(2)), nowMs);
            case "known-sentinel 3" -> primary(words); // of old, without an identity: no use
            case "known-sentinel 4" ->
                    sentinel.instances.addSentinel(
                            primary(words),
                            words.get(3),
                            words.get(1),
                            Text.number(words.get(2)),
                            nowMs);
            case "rename-command 3" -> rename(primary(words), words.get(1), words.get(2));
            case "master-reboot-down-after-period 2", "primary-reboot-down-after-period 2" -> {
                Primary primary = primary(words);
                primary.rebootDownAfterMs = Text.number(words.get(1));
                if (primary.rebootDownAfterMs < 0) {
                    throw new RefusedException("negative time parameter.");
                }
            }
            default -> throw new RefusedException(UNKNOWN);
        }
    }

    private Primary primary(List<String> words) throws RefusedException {
        Primary primary = state.primaries.get(words.getFirst());
        if (primary == null) {
            throw new RefusedException("No such master with specified name.");
        }
        return primary;
    }

    /** The primary is looked for first, as its absence is the graver mistake. */
    private static long positive(Primary primary, String value) throws RefusedException {
        int ms = Text.number(value);
        if (ms <= 0) {
            throw new RefusedException("negative or zero time parameter.");
        }
        return primary.gone ? 0 : ms;
    }

    private String script(Primary primary, String path, String otherwise) throws RefusedException {
        if (primary.gone || !state.world.isExecutable(path)) {
            throw new RefusedException(otherwise);
        }
        return path;
    }

    private static void rename(Primary primary, String from, String to) throws RefusedException {
        if (primary.renamed.putIfAbsent(from, to) != null) {
            throw new RefusedException("Same command renamed multiple times with rename-command.");
        }
    }
}
