package onggi.replication;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Settings of replication. Values change at run time; readers on any thread see a change soon. */
public final class ReplicationSettings {

    /** {@code masteruser}, empty for none. */
    public volatile String user = "";

    /** {@code masterauth}, empty for none. */
    public volatile String password = "";

    /** {@code replica-serve-stale-data}. */
    public volatile boolean servesStale = true;

    /** {@code repl-diskless-sync}. */
    public volatile boolean disklessSync = true;

    /** {@code repl-diskless-sync-delay}. */
    public volatile int disklessDelaySeconds = 5;

    /** {@code repl-diskless-sync-max-replicas}, 0 for none. */
    public volatile int disklessReplicas;

    /** {@code repl-diskless-load}. */
    public volatile String disklessLoad = "disabled";

    /** {@code repl-ping-replica-period}. */
    public volatile int pingSeconds = 10;

    /** {@code repl-timeout}. */
    public volatile int timeoutSeconds = 60;

    /** {@code repl-backlog-size}. */
    public volatile long backlogBytes = 1 << 20;

    /** {@code repl-backlog-ttl}, 0 for ever. */
    public volatile long backlogSeconds = 3600;

    /** {@code replica-priority}. */
    public volatile int priority = 100;

    /** {@code replica-announced}. */
    public volatile boolean announced = true;

    /** {@code replica-announce-ip}, empty for the address of the socket. */
    public volatile String announcedIp = "";

    /** {@code replica-announce-port}, 0 for the port listened on. */
    public volatile int announcedPort;

    /** {@code bind-source-addr}, empty for any. */
    public volatile String sourceAddress = "";

    /** {@code tls-replication}. */
    public volatile BooleanSupplier encrypted = () -> false;

    /** {@code tls-port}, 0 for none. */
    public volatile IntSupplier encryptedPort = () -> 0;

    /** {@code rdb-del-sync-files}. */
    public volatile boolean removesSyncFiles;

    /** Ends the server when a command of its primary fails; null when it goes on. */
    public volatile @Nullable Consumer<String> panic;

    /** {@code replica-guard-empty-primary}. */
    public volatile boolean guardsEmpty;

    /** {@code min-replicas-to-write}, 0 for none. */
    public volatile int leastReplicas;

    /** {@code min-replicas-max-lag}. */
    public volatile int mostLagSeconds = 10;

    /** Creates them with their defaults. */
    public ReplicationSettings() {}

    /** Returns who this server says it is when it asks to follow another one. */
    PrimaryHandshake.Self self(int port, @Nullable String id, long offset, boolean takesOver) {
        int encryptedOne = encrypted.getAsBoolean() ? encryptedPort.getAsInt() : 0;
        int open = encryptedOne > 0 ? encryptedOne : port;
        int told = announcedPort > 0 ? announcedPort : open;
        return new PrimaryHandshake.Self(user, password, told, announcedIp, id, offset, takesOver);
    }
}
