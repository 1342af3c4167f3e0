package onggi.net;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/** The threads that reckon keys for handshakes, so that no event loop does. */
final class TlsHandshakes {

    private static final int IDLE_SECONDS = 30;

    private final ExecutorService threads;

    TlsHandshakes() {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        most,
                        most,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        TlsHandshakes::thread);
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "onggi-handshake");
        thread.setDaemon(true);
        return thread;
    }

    /** Runs what an engine has to do; what fails there is told by the engine itself later. */
    void run(SSLEngine engine, Runnable done) {
        threads.execute(() -> {
            try {
                for (Runnable task = engine.getDelegatedTask();
                        task != null;
                        task = engine.getDelegatedTask()) {
                    task.run();
                }
            } finally {
                done.run();
            }
        });
    }
}
