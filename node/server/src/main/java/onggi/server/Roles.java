package onggi.server;

import java.util.List;
import java.util.Map;
import onggi.engine.Setting;
import onggi.engine.SettingException;
import onggi.engine.SettingValue;
import onggi.engine.Settings;
import onggi.replication.Replication;
import onggi.replication.ReplicationSettings;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.NetworkDirectives;
import onggi.server.config.PersistenceDirectives;
import onggi.server.config.ReplicationDirectives;
import onggi.server.config.TlsDirectives;
import org.jspecify.annotations.Nullable;

/** Carries the directives of replication to where they act, and the part of the server back. */
final class Roles {

    private static final List<Setting> WIRED =
            List.of(
                    ReplicationDirectives.MASTER_USER,
                    ReplicationDirectives.MASTER_AUTH,
                    ReplicationDirectives.SERVE_STALE,
                    ReplicationDirectives.READ_ONLY,
                    ReplicationDirectives.IGNORE_MAXMEMORY,
                    ReplicationDirectives.DISKLESS_SYNC,
                    ReplicationDirectives.DISKLESS_DELAY,
                    ReplicationDirectives.DISKLESS_REPLICAS,
                    ReplicationDirectives.DISKLESS_LOAD,
                    ReplicationDirectives.PING_PERIOD,
                    ReplicationDirectives.TIMEOUT,
                    ReplicationDirectives.BACKLOG_SIZE,
                    ReplicationDirectives.BACKLOG_TTL,
                    ReplicationDirectives.PRIORITY,
                    ReplicationDirectives.ANNOUNCED,
                    ReplicationDirectives.ANNOUNCE_IP,
                    ReplicationDirectives.ANNOUNCE_PORT,
                    ReplicationDirectives.MIN_REPLICAS,
                    ReplicationDirectives.MAX_LAG,
                    ReplicationDirectives.GUARD_EMPTY,
                    ReplicationDirectives.PROPAGATION_ERRORS,
                    PersistenceDirectives.DEL_SYNC_FILES,
                    NetworkDirectives.BIND_SOURCE,
                    GeneralDirectives.OOM_SCORE,
                    GeneralDirectives.OOM_SCORE_VALUES);

    private final Settings settings;
    private final Replication replication;

    /** There once the directive is on. */
    private @Nullable KillerScore score;

    Roles(Settings settings, Replication replication) {
        this.settings = settings;
        this.replication = replication;
    }

    /** Sets what acts on the settings, and what tells of a change of part. */
    void connect() {
        for (Setting setting : WIRED) {
            settings.onChange(setting, value -> act(setting, value));
            try {
                act(setting, settings.value(setting));
            } catch (SettingException e) {
                Log.warning(setting.name() + ": " + e.reason());
            }
        }
        ReplicationSettings to = replication.settings();
        to.encrypted = () -> settings.isOn(TlsDirectives.REPLICATION);
        to.encryptedPort = () -> (int) settings.number(TlsDirectives.PORT);
        replication.onPart(this::changed);
        String[] primary = primary();
        Log.role(primary[0].isEmpty() ? 'M' : 'S');
        replication.prepare(!primary[0].isEmpty());
    }

    /** Begins to follow whom the configuration names, once the data are there. */
    void start(Map<String, String> facts) {
        String[] primary = primary();
        replication.start(primary[0], Integer.parseInt(primary[1]), facts);
    }

    private String[] primary() {
        List<String> words = settings.words(ReplicationDirectives.REPLICA_OF);
        boolean none = words.size() < 2;
        return new String[] {none ? "" : words.get(0), none ? "0" : words.get(1)};
    }

    private void changed(String host, int port) {
        Log.role(host.isEmpty() ? 'M' : 'S');
        try {
            settings.load(
                    ReplicationDirectives.REPLICA_OF,
                    host.isEmpty() ? List.of("no", "one") : List.of(host, Integer.toString(port)));
        } catch (SettingException e) {
            Log.warning("The primary can't be noted: " + e.getMessage());
        }
        adjustScore();
    }

    /** Tells the system how readily to kill this process; returns whether it has taken note. */
    private boolean adjustScore() {
        String mode = settings.text(GeneralDirectives.OOM_SCORE);
        KillerScore present = score;
        if (present == null) {
            if (mode.equals("no")) {
                return true;
            }
            present = new KillerScore();
            score = present;
        }
        boolean replica = !primary()[0].isEmpty();
        return present.adjust(mode, settings.words(GeneralDirectives.OOM_SCORE_VALUES), replica);
    }

    private void act(Setting setting, SettingValue value) throws SettingException {
        ReplicationSettings to = replication.settings();
        int number = (int) Math.min(value.number(), Integer.MAX_VALUE);
        switch (setting.name()) {
            case "masteruser" -> to.user = value.text();
            case "masterauth" -> to.password = value.text();
            case "replica-serve-stale-data" -> to.servesStale = value.isOn();
            case "replica-read-only" -> replication.readOnly(value.isOn());
            case "replica-ignore-maxmemory" -> replication.leavesEviction(value.isOn());
            case "repl-diskless-sync" -> to.disklessSync = value.isOn();
            case "repl-diskless-sync-delay" -> to.disklessDelaySeconds = number;
            case "repl-diskless-sync-max-replicas" -> to.disklessReplicas = number;
            case "repl-diskless-load" -> to.disklessLoad = value.text();
            case "repl-ping-replica-period" -> to.pingSeconds = number;
            case "repl-timeout" -> to.timeoutSeconds = number;
            case "repl-backlog-size" -> to.backlogBytes = value.number();
            case "repl-backlog-ttl" -> to.backlogSeconds = value.number();
            case "replica-priority" -> to.priority = number;
            case "replica-announced" -> to.announced = value.isOn();
            case "replica-announce-ip" -> to.announcedIp = value.text();
            case "replica-announce-port" -> to.announcedPort = number;
            case "min-replicas-to-write" -> to.leastReplicas = number;
            case "min-replicas-max-lag" -> to.mostLagSeconds = number;
            case "replica-guard-empty-primary" -> to.guardsEmpty = value.isOn();
            case "propagation-error-behavior" ->
                    to.panic = value.text().equals("ignore") ? null : Roles::panic;
            case "rdb-del-sync-files" -> to.removesSyncFiles = value.isOn();
            case "bind-source-addr" -> to.sourceAddress = value.text();
            case "oom-score-adj", "oom-score-adj-values" -> {
                if (!adjustScore()) {
                    throw new SettingException(
                            "Failed to set current oom_score_adj. Check server logs.");
                }
            }
            default -> throw new IllegalArgumentException("nothing acts on " + setting.name());
        }
        replication.settingsChanged();
    }

    private static void panic(String reason) {
        Log.warning(reason);
        Runtime.getRuntime().halt(1);
    }
}
