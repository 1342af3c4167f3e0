package onggi.server.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import onggi.bytes.Clock;
import onggi.bytes.LateLogger;
import onggi.engine.SettingException;
import onggi.engine.Settings;
import onggi.net.NetServer;
import onggi.server.config.TlsDirectives;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted connections of this server: set up when they are wanted, and again when a directive or
 * a file changes. Open connections keep what they began with.
 */
public final class Tls {

    /*
     * Nothing of this is touched while tls-port is 0 and the link to a primary is not encrypted. A file is noticed by its time, size and
     * identity, on a thread of its own. Certificate and key are two files, so there is a moment at
     * which they do not belong together: then the old pair stays until the second file has changed
     * too.
     */

    private static final System.Logger LOG = LateLogger.of(Tls.class);

    private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";
    private static final long MS_PER_DAY = 86_400_000;
    private static final int SECONDS_PER_DAY = 86_400;

    /** So many days before its end a certificate is warned of. */
    private static final int WARNING_DAYS = 30;

    private final Settings settings;
    private final NetServer net;
    private final Clock clock;
    private volatile @Nullable TlsSetup setup;
    private @Nullable ScheduledFuture<?> watch;
    private @Nullable TlsFiles files;
    private long seconds;

    /** Creates it without setting anything up. */
    public Tls(Settings settings, NetServer net, Clock clock) {
        this.settings = settings;
        this.net = net;
        this.clock = clock;
    }

    private boolean isWanted() {
        return settings.number(TlsDirectives.PORT) != 0 || settings.isOn(TlsDirectives.REPLICATION);
    }

    /**
     * Sets up encrypted connections if they are wanted.
     *
     * @return whether that could be; if not, the log says why
     */
    public synchronized boolean configure() {
        if (!isWanted()) {
            return true;
        }
        try {
            configured();
            return true;
        } catch (TlsException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
            return false;
        }
    }

    private void configured() throws TlsException {
        if (System.getProperty(NO_RENEGOTIATION) == null) {
            System.setProperty(NO_RENEGOTIATION, "true");
        }
        TlsSetup read = TlsSetup.read(settings);
        setup = read;
        files = new TlsFiles(read.files());
        net.tls(read.context());
        warnOfEnd();
        if (watch == null) {
            ScheduledExecutorService thread =
                    Executors.newSingleThreadScheduledExecutor(Tls::watcher);
            watch = thread.scheduleWithFixedDelay(this::everySecond, 1, 1, TimeUnit.SECONDS);
        }
    }

    private static Thread watcher(Runnable work) {
        Thread thread = new Thread(work, "onggi-certificates");
        thread.setDaemon(true);
        return thread;
    }

    /** A directive about it has changed. */
    public void changed() throws SettingException {
        if (!configure()) {
            throw new SettingException("Unable to update TLS configuration. Check server logs.");
        }
    }

    // ---- as time goes by

    private synchronized void everySecond() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "looking after TLS files failed", e);
        }
    }

    private void look() {
        seconds++;
        long interval = settings.number(TlsDirectives.RELOAD_INTERVAL);
        TlsFiles watched = files;
        if (!isWanted() || watched == null) {
            return;
        }
        if (interval > 0 && seconds % interval == 0 && watched.haveChanged()) {
            reload();
        }
        if (seconds % SECONDS_PER_DAY == 0) {
            warnOfEnd();
        }
    }

    private void reload() {
        try {
            configured();
            LOG.log(System.Logger.Level.INFO, "TLS certificates and keys were read again.");
        } catch (TlsException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "TLS files have changed, but those of before stay in use: {0}",
                    e.getMessage());
        }
    }

    private void warnOfEnd() {
        TlsSetup present = setup;
        if (present == null) {
            return;
        }
        Path file = present.files().getFirst();
        long leftMs =
                present.chain().getFirst().getNotAfter().toInstant().toEpochMilli() - clock.nowMs();
        if (leftMs < 0) {
            LOG.log(System.Logger.Level.WARNING, "The certificate {0} has expired.", file);
        } else if (leftMs < WARNING_DAYS * MS_PER_DAY) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The certificate {0} expires in {1} days.",
                    file,
                    leftMs / MS_PER_DAY);
        }
    }

    // ---- INFO

    /** Returns the certificates of this server, its own first; none while it has none. */
    public List<X509Certificate> chain() {
        TlsSetup present = setup;
        return present == null ? List.of() : present.chain();
    }

    /** Returns the certificates of those who vouch for clients. */
    public List<X509Certificate> authorities() {
        TlsSetup present = setup;
        return present == null ? List.of() : present.authorities();
    }
}
