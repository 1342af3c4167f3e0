package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** What can be seen from outside: slow commands, latencies, events of keys. */
public final class ObservationDirectives {

    static final SettingFamily OBSERVATION = SettingFamily.of("Slow log, latency, notifications");

    public static final Setting SLOWLOG_SLOWER =
            OBSERVATION
                    .number("slowlog-log-slower-than", 10000, -1, Long.MAX_VALUE)
                    .alias("commandlog-execution-slower-than")
                    .summary(
                            "Microseconds from which a command is put into the slow log; 0 logs"
                                    + " all, -1 none.")
                    .declare();

    public static final Setting SLOWLOG_LENGTH =
            OBSERVATION
                    .number("slowlog-max-len", 128, 0, Long.MAX_VALUE)
                    .alias("commandlog-slow-execution-max-len")
                    .summary("How many commands the slow log remembers.")
                    .declare();

    public static final Setting LARGE_REQUEST =
            OBSERVATION
                    .number("commandlog-request-larger-than", 1 << 20, -1, Long.MAX_VALUE)
                    .summary(
                            "Bytes from which a request is put into COMMANDLOG; 0 logs all, -1"
                                    + " none.")
                    .declare();

    public static final Setting LARGE_REQUEST_LENGTH =
            OBSERVATION
                    .number("commandlog-large-request-max-len", 128, 0, Long.MAX_VALUE)
                    .summary("How many large requests COMMANDLOG remembers.")
                    .declare();

    public static final Setting LARGE_REPLY =
            OBSERVATION
                    .number("commandlog-reply-larger-than", 1 << 20, -1, Long.MAX_VALUE)
                    .summary(
                            "Bytes from which a command's reply is put into COMMANDLOG; 0 logs"
                                    + " all, -1 none.")
                    .declare();

    public static final Setting LARGE_REPLY_LENGTH =
            OBSERVATION
                    .number("commandlog-large-reply-max-len", 128, 0, Long.MAX_VALUE)
                    .summary("How many commands with a large reply COMMANDLOG remembers.")
                    .declare();

    public static final Setting KEY_EVENTS =
            OBSERVATION
                    .ruled(
                            "notify-keyspace-events",
                            "",
                            DirectiveRules::keyEvents,
                            DirectiveRules::quoted)
                    .summary(
                            "Which events of keys are published: K and E choose the channels, the"
                                    + " other letters the events; none when empty.")
                    .declare();

    public static final Setting LATENCY_TRACKING =
            OBSERVATION
                    .flag("latency-tracking", true)
                    .summary("Whether the time of every command is kept for INFO latencystats.")
                    .declare();

    public static final Setting LATENCY_PERCENTILES =
            OBSERVATION
                    .words(
                            "latency-tracking-info-percentiles",
                            "50 99 99.9",
                            DirectiveRules::percentiles)
                    .summary("The percentiles that INFO latencystats shows.")
                    .declare();

    public static final Setting LATENCY_MONITOR =
            OBSERVATION
                    .number("latency-monitor-threshold", 0, 0, Long.MAX_VALUE)
                    .summary("Milliseconds from which an event is kept for LATENCY; 0 keeps none.")
                    .declare();

    public static final Setting METRICS_PORT =
            OBSERVATION
                    .number("metrics-port", 0, 0, 65535)
                    .summary(
                            "Port for HTTP: /metrics in the text of Prometheus, /health/live and"
                                    + " /health/ready; 0 has none.")
                    .declare();

    public static final Setting METRICS_BIND =
            OBSERVATION
                    .text("metrics-bind", "127.0.0.1")
                    .summary("Address of metrics-port. There is no password: not for everyone.")
                    .declare();

    private ObservationDirectives() {}
}
