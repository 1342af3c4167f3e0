package onggi.server;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.CommandStats;
import onggi.engine.Group;
import onggi.engine.Setting;
import onggi.engine.Settings;
import onggi.persistence.AppendOnlyFile;
import onggi.server.config.AccessDirectives;
import onggi.server.config.ConfigFiles;
import org.jspecify.annotations.Nullable;

/** CONFIG: the configuration of the running server. */
public final class ConfigCommands {

    static final CommandFamily CONFIG_FAMILY = CommandFamily.of(Group.SERVER);

    private static final CommandError NO_FILE =
            CommandError.of("ERR The server is running without a config file");

    static final Command CONFIG =
            CONFIG_FAMILY
                    .container("CONFIG")
                    .arity(-2)
                    .since("2.0.0")
                    .summary("Holds the commands on the server's configuration.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    static final Command CONFIG_GET =
            CONFIG_FAMILY
                    .subcommand(CONFIG, "GET", ConfigCommands::configGet)
                    .syntax("parameter [parameter ...]")
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("2.0.0")
                    .changed("7.0.0", "Takes several patterns at once.")
                    .summary("Returns the values of the directives that patterns name.")
                    .complexity("O(N) with N patterns.")
                    .declare();

    private static void configGet(Call call) {
        Settings settings = ServerState.of(call).settings();
        Set<String> seen = new HashSet<>();
        int mark = call.reply().startArray();
        for (int i = 2; i < call.argc(); i++) {
            settings.match(
                    call.text(i),
                    (name, setting) -> {
                        if (seen.add(name)) {
                            call.reply().bulk(onggi.bytes.Bytes.ofLatin1(name));
                            call.reply().bulk(onggi.bytes.Bytes.ofLatin1(settings.text(setting)));
                        }
                    });
        }
        call.reply().endMap(mark, seen.size());
    }

    static final Command CONFIG_SET =
            CONFIG_FAMILY
                    .subcommand(CONFIG, "SET", ConfigCommands::configSet)
                    .syntax("parameter value [parameter value ...]")
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .since("2.0.0")
                    .changed("7.0.0", "Sets several directives at once, all or none.")
                    .summary("Sets directives, all or none.")
                    .complexity("O(N) with N directives.")
                    .declare();

    private static void configSet(Call call) {
        if ((call.argc() & 1) == 1) {
            throw CommandError.SYNTAX.raise();
        }
        ServerState state = ServerState.of(call);
        List<Settings.Change> changes = changes(call, state);
        Settings.Refusal refusal = change(call, state.settings(), changes);
        if (refusal != null) {
            throw refused(refusal.name(), refusal.reason()).raise();
        }
        state.warnOfSettingsWithoutEffect(changes);
        call.reply().ok();
    }

    @SuppressWarnings("ReferenceEquality") // that very call
    private static Settings.@Nullable Refusal change(
            Call call, Settings settings, List<Settings.Change> changes) {
        AppendOnlyFile file = call.engine().room(AppendOnlyFile.class);
        file.defersStart(call == call.execution().nested());
        try {
            return settings.change(changes);
        } finally {
            file.defersStart(false);
        }
    }

    /**
     * Looks at every pair before any error is told, because an unknown name goes before all other
     * mistakes.
     */
    private static List<Settings.Change> changes(Call call, ServerState state) {
        List<Settings.Change> changes = new ArrayList<>();
        CommandError error = null;
        for (int i = 2; i < call.argc(); i += 2) {
            Setting setting = state.settings().find(call.text(i));
            if (setting == null) {
                throw CommandError.of(
                                "ERR Unknown option or number of arguments for CONFIG SET - '"
                                        + call.text(i)
                                        + "'")
                        .raise();
            }
            if (error == null) {
                error = objection(call, state, changes, setting, call.text(i));
            }
            changes.add(
                    new Settings.Change(
                            setting,
                            call.text(i).toLowerCase(Locale.ROOT),
                            words(setting, call.text(i + 1))));
        }
        if (error != null) {
            throw error.raise();
        }
        return changes;
    }

    private static @Nullable CommandError objection(
            Call call,
            ServerState state,
            List<Settings.Change> before,
            Setting setting,
            String name) {
        if (setting.is(Setting.Trait.IMMUTABLE)) {
            return refused(name, "can't set immutable config");
        }
        if (setting.is(Setting.Trait.PROTECTED)
                && !state.allows(AccessDirectives.ENABLE_PROTECTED, call.session())) {
            return refused(name, "can't set protected config");
        }
        if (setting.is(Setting.Trait.NOT_WHILE_LOADING) && call.engine().settings().loading()) {
            return CommandError.LOADING;
        }
        for (Settings.Change change : before) {
            if (change.setting() == setting) {
                return refused(name, "duplicate parameter");
            }
        }
        return null;
    }

    private static List<String> words(Setting setting, String value) {
        if (!setting.is(Setting.Trait.SEVERAL_WORDS)) {
            return List.of(value);
        }
        return value.isEmpty() ? List.of() : List.of(value.split(" ", -1));
    }

    private static CommandError refused(String name, String reason) {
        return CommandError.of(
                "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason);
    }

    static final Command CONFIG_RESETSTAT =
            CONFIG_FAMILY
                    .subcommand(CONFIG, "RESETSTAT", ConfigCommands::configResetStat)
                    .syntax("")
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("2.0.0")
                    .summary("Sets the counters of INFO to zero.")
                    .complexity("O(1)")
                    .declare();

    private static void configResetStat(Call call) {
        for (CommandStats stats : call.engine().stats()) {
            stats.reset();
        }
        ServerState.of(call).resetStatistics();
        call.reply().ok();
    }

    static final Command CONFIG_REWRITE =
            CONFIG_FAMILY
                    .subcommand(CONFIG, "REWRITE", ConfigCommands::configRewrite)
                    .syntax("")
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("2.8.0")
                    .summary(
                            "Writes the present values into the configuration file, keeping its"
                                    + " comments and order.")
                    .complexity("O(1)")
                    .declare();

    private static void configRewrite(Call call) {
        ServerState state = ServerState.of(call);
        if (state.configFile() == null) {
            throw NO_FILE.raise();
        }
        try {
            state.rewriteConfigFile(false);
        } catch (IOException e) {
            String reason = ConfigFiles.reason(e);
            Log.warning("CONFIG REWRITE failed: " + reason);
            throw CommandError.of("ERR Rewriting config file: " + reason).raise();
        }
        Log.notice("CONFIG REWRITE executed with success.");
        call.reply().ok();
    }

    static final Command CONFIG_HELP =
            CONFIG_FAMILY
                    .subcommand(CONFIG, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();

    private ConfigCommands() {}
}
