package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** The process: its log, files and the way it ends. */
public final class GeneralDirectives {

    static final SettingFamily GENERAL = SettingFamily.of("General");

    public static final Setting DAEMONIZE =
            GENERAL.flag("daemonize", false)
                    .immutable()
                    .summary(
                            "Whether the server runs in the background: it starts once more in a"
                                    + " session of its own, and the first process ends.")
                    .declare();

    public static final Setting SUPERVISED =
            GENERAL.choice("supervised", "no", "upstart", "systemd", "auto", "no")
                    .immutable()
                    .summary(
                            "Which supervisor to tell when the server is ready and when it ends."
                                    + " Auto asks the environment; upstart is told nothing.")
                    .declare();

    public static final Setting PID_FILE =
            GENERAL.text("pidfile", "")
                    .immutable()
                    .summary("File to hold the process id while the server runs; none when empty.")
                    .declare();

    public static final Setting LOG_LEVEL =
            GENERAL.choice("loglevel", "notice", "debug", "verbose", "notice", "warning", "nothing")
                    .summary("The least important messages to log.")
                    .declare();

    public static final Setting LOG_FILE =
            GENERAL.text("logfile", "")
                    .immutable()
                    .summary(
                            "File to append the log to, relative to dir; the standard output when"
                                    + " empty.")
                    .declare();

    public static final Setting SYSLOG_ENABLED =
            GENERAL.flag("syslog-enabled", false)
                    .immutable()
                    .later("the system log")
                    .summary("Whether messages also go to the system log.")
                    .declare();

    public static final Setting SYSLOG_IDENT =
            GENERAL.text("syslog-ident", "redis")
                    .immutable()
                    .later("the system log")
                    .summary("Name of this server in the system log.")
                    .declare();

    public static final Setting SYSLOG_FACILITY =
            GENERAL.choice(
                            "syslog-facility",
                            "local0",
                            "user",
                            "local0",
                            "local1",
                            "local2",
                            "local3",
                            "local4",
                            "local5",
                            "local6",
                            "local7")
                    .immutable()
                    .later("the system log")
                    .summary("Facility of the system log.")
                    .declare();

    public static final Setting HIDE_USER_DATA =
            GENERAL.flag("hide-user-data-from-log", false)
                    .pointless("no log line holds keys or values")
                    .summary("Whether keys and values are kept out of the log.")
                    .declare();

    public static final Setting DATABASES =
            GENERAL.number("databases", 16, 1, Integer.MAX_VALUE)
                    .immutable()
                    .summary("How many databases SELECT can choose among.")
                    .declare();

    public static final Setting ALWAYS_SHOW_LOGO =
            GENERAL.flag("always-show-logo", false)
                    .immutable()
                    .summary("Shows the logo at start even when the log does not go to a terminal.")
                    .declare();

    public static final Setting SET_PROC_TITLE =
            GENERAL.flag("set-proc-title", true)
                    .immutable()
                    .pointless("a Java process cannot change its title")
                    .summary("Whether the process shows its state in its title.")
                    .declare();

    public static final Setting PROC_TITLE =
            GENERAL.text("proc-title-template", "{title} {listen-addr} {server-mode}")
                    .pointless("a Java process cannot change its title")
                    .summary("How the title of the process is made.")
                    .declare();

    public static final Setting LOCALE_COLLATE =
            GENERAL.text("locale-collate", "")
                    .later("SORT")
                    .summary(
                            "Locale by which texts are compared; that of the environment when"
                                    + " empty.")
                    .declare();

    public static final Setting DIR =
            GENERAL.ruled("dir", ".", DirectiveRules::folder, DirectiveRules::quoted)
                    .traits(Setting.Trait.PROTECTED)
                    .traits(Setting.Trait.NOT_WHILE_LOADING)
                    .summary(
                            "Working folder: where data files are, and what relative paths start"
                                    + " from.")
                    .declare();

    public static final Setting SHUTDOWN_TIMEOUT =
            GENERAL.number("shutdown-timeout", 10, 0, Integer.MAX_VALUE)
                    .summary("Most seconds that a shutdown waits for replicas to catch up.")
                    .declare();

    public static final Setting SHUTDOWN_ON_SIGINT =
            GENERAL.choices(
                            "shutdown-on-sigint",
                            "default",
                            "default",
                            "save",
                            "nosave",
                            "now",
                            "force")
                    .summary("What SIGINT does: words of SHUTDOWN, or default.")
                    .declare();

    public static final Setting SHUTDOWN_ON_SIGTERM =
            GENERAL.choices(
                            "shutdown-on-sigterm",
                            "default",
                            "default",
                            "save",
                            "nosave",
                            "now",
                            "force")
                    .summary("What SIGTERM does: words of SHUTDOWN, or default.")
                    .declare();

    public static final Setting HZ =
            GENERAL.number("hz", 10, 0, Integer.MAX_VALUE)
                    .clamped(1, 500)
                    .summary("How often a second clients are looked at for timeouts and limits.")
                    .declare();

    public static final Setting DYNAMIC_HZ =
            GENERAL.flag("dynamic-hz", true)
                    .pointless("work in the background runs when it is due, not in cycles")
                    .summary("Whether hz grows with the number of clients.")
                    .declare();

    public static final Setting IGNORE_WARNINGS =
            GENERAL.text("ignore-warnings", "")
                    .pointless("none of these warnings exists here")
                    .summary("Start-up warnings to leave out.")
                    .declare();

    public static final Setting CRASH_LOG =
            GENERAL.flag("crash-log-enabled", true)
                    .pointless("the Java machine writes its own crash report")
                    .summary("Whether a crash leaves a report in the log.")
                    .declare();

    public static final Setting CRASH_MEMCHECK =
            GENERAL.flag("crash-memcheck-enabled", true)
                    .pointless("the Java machine writes its own crash report")
                    .summary("Whether memory is tested after a crash.")
                    .declare();

    public static final Setting EXIT_ON_PANIC =
            GENERAL.flag("use-exit-on-panic", false)
                    .traits(Setting.Trait.HIDDEN)
                    .pointless("there is no core file to avoid")
                    .summary("Whether a broken invariant ends the process without a core file.")
                    .declare();

    public static final Setting DISABLE_THP =
            GENERAL.flag("disable-thp", true)
                    .immutable()
                    .pointless("without fork, huge pages do no harm")
                    .summary("Whether transparent huge pages are switched off for the process.")
                    .declare();

    public static final Setting OOM_SCORE =
            GENERAL.choice("oom-score-adj", "no", "no", "yes", "relative", "absolute")
                    .summary(
                            "Whether the server tells the system how readily to kill it when memory"
                                    + " runs out.")
                    .declare();

    public static final Setting OOM_SCORE_VALUES =
            GENERAL.words("oom-score-adj-values", "0 200 800", DirectiveRules::oomScores)
                    .summary(
                            "Readiness to be killed as a primary, as a replica, and of background"
                                    + " children, of which there are none here.")
                    .declare();

    public static final Setting SERVER_CPUS =
            GENERAL.text("server-cpulist", "")
                    .alias("server_cpulist")
                    .pointless("use taskset")
                    .summary("Processors for the threads that serve clients.")
                    .declare();

    public static final Setting BIO_CPUS =
            GENERAL.text("bio-cpulist", "")
                    .alias("bio_cpulist")
                    .pointless("use taskset")
                    .summary("Processors for the background threads.")
                    .declare();

    public static final Setting AOF_CPUS =
            GENERAL.text("aof-rewrite-cpulist", "")
                    .alias("aof_rewrite_cpulist")
                    .pointless("use taskset")
                    .summary("Processors for the rewriting of the append-only file.")
                    .declare();

    public static final Setting BGSAVE_CPUS =
            GENERAL.text("bgsave-cpulist", "")
                    .alias("bgsave_cpulist")
                    .pointless("use taskset")
                    .summary("Processors for background saves.")
                    .declare();

    private GeneralDirectives() {}
}
