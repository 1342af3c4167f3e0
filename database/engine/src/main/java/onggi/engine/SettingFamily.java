package onggi.engine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one part of the configuration. A family is a constant at the head of its file,
 * each setting a constant under it:
 *
 * <pre>{@code
 * static final Setting PORT = NETWORK.number("port", 6379, 0, 65535)
 *         .summary("TCP port to listen on; 0 listens on none.").declare();
 * }</pre>
 */
public final class SettingFamily {

    private final String title;
    private final List<Setting> settings = new ArrayList<>();

    private SettingFamily(String title) {
        this.title = title;
    }

    /** Returns a new, empty family. */
    public static SettingFamily of(String title) {
        return new SettingFamily(title);
    }

    /** Returns the title of this part. */
    public String title() {
        return title;
    }

    /** Returns the settings in order of declaration. */
    public List<Setting> settings() {
        return List.copyOf(settings);
    }

    /** Starts a row whose value is yes or no. */
    public Row flag(String name, boolean initial) {
        return new Row(
                this,
                name,
                new SettingKind.Flag(),
                initial ? SettingKind.Flag.YES : SettingKind.Flag.NO);
    }

    /** Starts a row whose value is a whole number. */
    public Row number(String name, long initial, long least, long most) {
        return number(name, initial, least, most, SettingKind.Form.PLAIN);
    }

    /** Starts a row whose value is an amount of memory. */
    public Row memory(String name, long initial, long least, long most) {
        return number(name, initial, least, most, SettingKind.Form.MEMORY);
    }

    /** Starts a row whose value is a number written in the given form. */
    public Row number(String name, long initial, long least, long most, SettingKind.Form form) {
        SettingKind.Amount kind = new SettingKind.Amount(least, most, form, 0, Long.MAX_VALUE);
        return new Row(this, name, kind, kind.of(initial));
    }

    /**
     * Starts a row whose value is one of several words; the first argument after the name is the
     * default.
     */
    public Row choice(String name, String initial, String... choices) {
        List<String> words = List.of(choices);
        SettingKind.Choice kind = new SettingKind.Choice(words, false);
        return new Row(this, name, kind, kind.of(words.indexOf(initial)));
    }

    /** Starts a row whose value is any of several words. */
    public Row choices(String name, String initial, String... choices) {
        List<String> words = List.of(choices);
        SettingKind.Choice kind = new SettingKind.Choice(words, true);
        return new Row(this, name, kind, kind.of(1L << words.indexOf(initial)))
                .traits(Setting.Trait.SEVERAL_WORDS);
    }

    /** Starts a row whose value is any text. */
    public Row text(String name, String initial) {
        return text(name, initial, SettingFamily::anyText);
    }

    /** Starts a row whose value is a text that passes a check. */
    public Row text(String name, String initial, SettingKind.Check check) {
        return new Row(this, name, new SettingKind.Text(check), new SettingValue(initial, 0));
    }

    /** Starts a row whose value is several words under a rule, all on one line of a file. */
    public Row words(String name, String initial, SettingKind.Rule rule) {
        return words(name, initial, rule, SettingFamily::oneLine);
    }

    /** Starts a row whose value is several words under a rule. */
    public Row words(String name, String initial, SettingKind.Rule rule, SettingKind.Lines lines) {
        return new Row(this, name, new SettingKind.Words(rule, lines), new SettingValue(initial, 0))
                .traits(Setting.Trait.SEVERAL_WORDS);
    }

    /** Starts a row whose value is one word that a rule turns into its own form. */
    public Row ruled(String name, String initial, SettingKind.Rule rule, SettingKind.Lines lines) {
        return new Row(
                this, name, new SettingKind.Words(rule, lines), new SettingValue(initial, 0));
    }

    private static void anyText(String text) {}

    private static List<String> oneLine(String text) {
        return List.of(text.isEmpty() ? "\"\"" : text);
    }

    /** A row while it is being written. */
    public static final class Row {

        final SettingFamily family;
        final String name;
        SettingKind kind;
        final SettingValue initial;
        final EnumSet<Setting.Trait> traits = EnumSet.noneOf(Setting.Trait.class);
        @Nullable String alias;
        String summary = "";
        @Nullable String withoutEffect;

        Row(SettingFamily family, String name, SettingKind kind, SettingValue initial) {
            this.family = family;
            this.name = name;
            this.kind = kind;
            this.initial = initial;
        }

        /** Sets the other name. */
        public Row alias(String alias) {
            this.alias = alias;
            return this;
        }

        /** Adds a trait. */
        public Row traits(Setting.Trait trait) {
            traits.add(trait);
            return this;
        }

        /** Marks that the setting cannot change while the server runs. */
        public Row immutable() {
            return traits(Setting.Trait.IMMUTABLE);
        }

        /** Takes numbers below a floor or above a ceiling for that bound, without an error. */
        public Row clamped(long floor, long ceiling) {
            if (kind
                    instanceof
                    SettingKind.Amount(long least, long most, SettingKind.Form form, _, _)) {
                kind = new SettingKind.Amount(least, most, form, floor, ceiling);
            }
            return this;
        }

        /** Sets what it does, in a sentence. */
        public Row summary(String summary) {
            this.summary = summary;
            return this;
        }

        /**
         * Marks the setting as one whose feature is not there yet: it is stored, answered, and
         * warned about.
         */
        public Row later(String feature) {
            this.withoutEffect = feature + " is not there yet";
            return this;
        }

        /** Marks the setting as one that has nothing to act on in this server, and says why. */
        public Row pointless(String reason) {
            this.withoutEffect = reason;
            return this;
        }

        /** Ends the row. */
        public Setting declare() {
            Setting setting = new Setting(this);
            family.settings.add(setting);
            return setting;
        }
    }
}
