package onggi.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers {@code /metrics}, {@code /health/live} and {@code /health/ready} over HTTP. Its threads
 * are its own; a request costs the store one INFO.
 */
public final class MetricsServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final HttpServer http;
    private final ExecutorService thread;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /**
     * Listens and answers from now on.
     *
     * @param info gives the text of {@code INFO everything}, empty when the server does not answer
     * @param live whether every event loop turns
     * @param ready whether clients are served
     */
    public MetricsServer(
            InetSocketAddress address,
            Supplier<String> info,
            BooleanSupplier live,
            BooleanSupplier ready)
            throws IOException {
        http = HttpServer.create(address, 0);
        http.createContext("/metrics", exchange -> metrics(exchange, info.get()));
        http.createContext("/health/live", exchange -> health(exchange, live.getAsBoolean()));
        http.createContext("/health/ready", exchange -> health(exchange, ready.getAsBoolean()));
        thread = Executors.newSingleThreadExecutor(MetricsServer::thread);
        http.setExecutor(thread);
        http.start();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "onggi-metrics");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends listening; who has asked already may be left without an answer. */
    @Override
    public void close() {
        http.stop(0);
        thread.shutdown();
    }

    /** Returns the port, of those the system chose too. */
    public int port() {
        return http.getAddress().getPort();
    }

    private void metrics(HttpExchange exchange, String info) throws IOException {
        if (info.isEmpty()) {
            answer(exchange, UNAVAILABLE, "text/plain", ascii("the server does not answer\n"));
            return;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, InfoMetrics.of(info), EscapingScheme.DEFAULT);
        answer(exchange, OK, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
    }

    private static void health(HttpExchange exchange, boolean well) throws IOException {
        answer(exchange, well ? OK : UNAVAILABLE, "text/plain", ascii(well ? "yes\n" : "no\n"));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(NOT_ALLOWED, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
