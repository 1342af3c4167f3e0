package onggi.server.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics in one text of INFO. */
final class InfoMetrics {

    private static final double MS_PER_SECOND = 1e3;
    private static final double US_PER_SECOND = 1e6;

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final MetricSnapshots.Builder metrics = MetricSnapshots.builder();

    private InfoMetrics(String info) {
        info.lines()
                .filter(line -> !line.startsWith("#") && line.indexOf(':') > 0)
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    fields.put(line.substring(0, colon), line.substring(colon + 1));
                });
    }

    /** Returns the metrics of {@code INFO everything}. */
    static MetricSnapshots of(String info) {
        return new InfoMetrics(info).all();
    }

    private MetricSnapshots all() {
        gauge("redis_up", "Whether the server answers", Labels.EMPTY, 1);
        metrics.metricSnapshot(
                InfoSnapshot.builder()
                        .name("redis_instance")
                        .help("What this server is")
                        .dataPoint(InfoDataPointSnapshot.builder().labels(identity()).build())
                        .build());
        MetricRows.ALL.forEach(this::add);
        commands();
        errors();
        databases();
        pauses();
        return metrics.build();
    }

    private Labels identity() {
        return Labels.of(
                "redis_version", text("redis_version"),
                "onggi_version", text("onggi_version"),
                "redis_mode", text("redis_mode"),
                "role", text("role"),
                "maxmemory_policy", text("maxmemory_policy"),
                "os", text("os"));
    }

    private String text(String field) {
        return fields.getOrDefault(field, "");
    }

    private void add(MetricRows.Row row) {
        String value = fields.get(row.field());
        if (value == null) {
            return;
        }
        switch (row.kind()) {
            case GAUGE -> gauge(row.name(), row.help(), Labels.EMPTY, number(value));
            case STATUS -> gauge(row.name(), row.help(), Labels.EMPTY, value.equals("ok") ? 1 : 0);
            case COUNTER ->
                    metrics.metricSnapshot(
                            CounterSnapshot.builder()
                                    .name(row.name())
                                    .help(row.help())
                                    .dataPoint(count(Labels.EMPTY, number(value)))
                                    .build());
        }
    }

    private void gauge(String name, String help, Labels labels, double value) {
        metrics.metricSnapshot(
                GaugeSnapshot.builder()
                        .name(name)
                        .help(help)
                        .dataPoint(level(labels, value))
                        .build());
    }

    private void commands() {
        CounterSnapshot.Builder calls =
                CounterSnapshot.builder().name("redis_commands").help("Calls of each command");
        CounterSnapshot.Builder seconds =
                CounterSnapshot.builder()
                        .name("redis_commands_duration_seconds")
                        .help("Time of each command");
        CounterSnapshot.Builder failed =
                CounterSnapshot.builder()
                        .name("redis_commands_failed_calls")
                        .help("Calls of each command that ended with an error");
        CounterSnapshot.Builder rejected =
                CounterSnapshot.builder()
                        .name("redis_commands_rejected_calls")
                        .help("Calls of each command that were not admitted");
        fields.forEach((field, value) -> {
            if (field.startsWith("cmdstat_")) {
                Labels labels = Labels.of("cmd", field.substring("cmdstat_".length()));
                calls.dataPoint(count(labels, part(value, "calls")));
                seconds.dataPoint(count(labels, part(value, "usec") / US_PER_SECOND));
                failed.dataPoint(count(labels, part(value, "failed_calls")));
                rejected.dataPoint(count(labels, part(value, "rejected_calls")));
            }
        });
        metrics.metricSnapshot(calls.build());
        metrics.metricSnapshot(seconds.build());
        metrics.metricSnapshot(failed.build());
        metrics.metricSnapshot(rejected.build());
    }

    private void errors() {
        CounterSnapshot.Builder errors =
                CounterSnapshot.builder().name("redis_errors").help("Error replies by kind");
        fields.forEach((field, value) -> {
            if (field.startsWith("errorstat_")) {
                Labels labels = Labels.of("err", field.substring("errorstat_".length()));
                errors.dataPoint(count(labels, part(value, "count")));
            }
        });
        metrics.metricSnapshot(errors.build());
    }

    private void databases() {
        GaugeSnapshot.Builder keys = GaugeSnapshot.builder().name("redis_db_keys").help("Keys");
        GaugeSnapshot.Builder expiring =
                GaugeSnapshot.builder().name("redis_db_keys_expiring").help("Keys that expire");
        GaugeSnapshot.Builder left =
                GaugeSnapshot.builder()
                        .name("redis_db_avg_ttl_seconds")
                        .help("Mean time left of keys that expire");
        fields.forEach((field, value) -> {
            if (field.startsWith("db") && value.startsWith("keys=")) {
                Labels labels = Labels.of("db", field);
                keys.dataPoint(level(labels, part(value, "keys")));
                expiring.dataPoint(level(labels, part(value, "expires")));
                left.dataPoint(level(labels, part(value, "avg_ttl") / MS_PER_SECOND));
            }
        });
        metrics.metricSnapshot(keys.build());
        metrics.metricSnapshot(expiring.build());
        metrics.metricSnapshot(left.build());
    }

    private void pauses() {
        CounterSnapshot.Builder pauses =
                CounterSnapshot.builder()
                        .name("onggi_gc_pause_seconds")
                        .help("Time in which the Java heap was collected");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            pauses.dataPoint(
                    count(
                            Labels.of("gc", collector.getName()),
                            Math.max(0, collector.getCollectionTime()) / MS_PER_SECOND));
        }
        metrics.metricSnapshot(pauses.build());
    }

    private static GaugeDataPointSnapshot level(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static CounterDataPointSnapshot count(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    /** Returns one of the parts of a field that are written as name=value. */
    private static double part(String value, String name) {
        for (String part : value.split(",")) {
            if (part.startsWith(name + "=")) {
                return number(part.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
