package onggi.server.config;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.Setting;
import onggi.engine.SettingFamily;
import onggi.engine.SettingKind;

/** The annotated onggi.conf and the page of the manual, written from the rows. */
final class ConfigDocs {

    private static final int WIDTH = 98;

    private ConfigDocs() {}

    /** Returns onggi.conf: every directive at its default, commented out. */
    static String file() {
        StringBuilder out = new StringBuilder();
        out.append(
                """
                # Onggi's configuration. Every directive stands here with its default, commented out.
                #
                #   ./onggi /path/to/onggi.conf --port 7777
                #
                # The syntax is that of redis.conf, and a redis.conf works as it is: one directive a line,
                # then its values; values in quotes may hold blanks. 1k is 1000 bytes, 1kb is 1024, and so on
                # for m and g; case does not count. A line that begins with # is a comment; a # later in a
                # line is not. "include /path/to/other.conf" reads another file at that place, patterns too.
                # Arguments of the command line go before the file.
                #
                # Directives marked "stored" are accepted and answered by CONFIG GET but do nothing, for the
                # reason given; the log says so when one is set to something else than its default.
                #
                # This file is written from the server's own table of directives: do not edit it here.
                """);
        for (SettingFamily family : Directives.FAMILIES) {
            out.append("\n\n# ---- ").append(family.title()).append(' ');
            out.repeat('-', WIDTH - 9 - family.title().length()).append('\n');
            for (Setting setting : family.settings()) {
                if (!setting.is(Setting.Trait.HIDDEN)) {
                    describe(out, setting);
                }
            }
        }
        return out.toString();
    }

    private static void describe(StringBuilder out, Setting setting) {
        out.append('\n');
        String text = setting.summary() + values(setting);
        if (setting.alias() != null) {
            text += " Also called " + setting.alias() + ".";
        }
        if (setting.withoutEffect() != null) {
            text += " Stored: " + setting.withoutEffect() + ".";
        }
        for (String line : wrap(text)) {
            out.append("# ").append(line).append('\n');
        }
        for (String line : setting.fileLines(setting.initial())) {
            out.append("#").append(line).append('\n');
        }
    }

    private static String values(Setting setting) {
        return switch (setting.kind()) {
            case SettingKind.Choice choice ->
                    " One of: " + String.join(", ", choice.choices()) + ".";
            default -> "";
        };
    }

    private static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH - 2) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    /** Returns docs/configuration.md. */
    static String page() {
        StringBuilder out = new StringBuilder();
        out.append(
                """
                # Configuration

                Onggi reads `redis.conf` files as they are, and takes every directive on the command line too:
                `./onggi /path/to/redis.conf --port 7777 --maxmemory 256mb`. Arguments go before the file. A last
                argument `-` reads more directives from the standard input. Most directives can be changed while
                the server runs (`CONFIG SET`), and `CONFIG REWRITE` writes the changes into the file, keeping its
                comments and order. [`onggi.conf`](../onggi.conf) holds every directive with its default.

                A directive that Onggi does not know, or a value that does not suit, ends the start with the line
                and the reason. Directives whose effect is missing are marked with the reason below: they are
                accepted and answered by `CONFIG GET`, and the log names each one that is not at its default.
                `loadmodule` lines are refused, because passing over them
                would weaken or lose something.

                This page is written from the server's own table of directives.

                """);
        for (SettingFamily family : Directives.FAMILIES) {
            out.append("## ").append(family.title()).append("\n\n");
            out.append("| directive | default | meaning |\n|---|---|---|\n");
            for (Setting setting : family.settings()) {
                if (!setting.is(Setting.Trait.HIDDEN)) {
                    out.append(row(setting));
                }
            }
            out.append('\n');
        }
        return out.toString().stripTrailing() + "\n";
    }

    private static String row(Setting setting) {
        String name = "`" + setting.name() + "`";
        if (setting.alias() != null) {
            name += "<br>`" + setting.alias() + "`";
        }
        String text = setting.summary() + values(setting);
        if (setting.is(Setting.Trait.IMMUTABLE)) {
            text += " Fixed at start.";
        }
        if (setting.is(Setting.Trait.PROTECTED)) {
            text += " Changed at run time only with `enable-protected-configs`.";
        }
        if (setting.withoutEffect() != null) {
            text += " **No effect:** " + setting.withoutEffect() + ".";
        }
        String initial =
                setting.name().equals("dir")
                        ? "where it was started"
                        : code(setting.initial().text());
        if (setting.name().equals("io-threads")) {
            initial = "by cores";
        }
        return "| " + name + " | " + initial + " | " + text.replace("|", "\\|") + " |\n";
    }

    private static String code(String text) {
        return text.isEmpty() ? "none" : "`" + text + "`";
    }
}
