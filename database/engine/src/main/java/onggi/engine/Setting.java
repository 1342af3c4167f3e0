package onggi.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the configuration: a directive of redis.conf with its values, default and meaning.
 * Rows are constants made by {@link SettingFamily}; the values of a running server are in {@link
 * Settings}.
 */
public final class Setting {

    /** What is special about a setting. */
    public enum Trait {
        /** Cannot change while the server runs. */
        IMMUTABLE,
        /** Answered only when asked for by its full name. */
        HIDDEN,
        /** Its value must not be seen by monitors and logs. */
        SENSITIVE,
        /** Cannot change while the data are loaded. */
        NOT_WHILE_LOADING,
        /** Can change at run time only with {@code enable-protected-configs}. */
        PROTECTED,
        /** Its value is several words. */
        SEVERAL_WORDS,
        /** Each line of a file adds to those before it. */
        LINES_ADD_UP
    }

    private final SettingFamily.Row row;

    Setting(SettingFamily.Row row) {
        this.row = row;
    }

    /** Returns the name. */
    public String name() {
        return row.name;
    }

    /** Returns the other name, or null. */
    public @Nullable String alias() {
        return row.alias;
    }

    /** Returns the title of its part of the annotated file. */
    public String section() {
        return row.family.title();
    }

    /** Returns which values it takes. */
    public SettingKind kind() {
        return row.kind;
    }

    /** Returns the value it has unless set. */
    public SettingValue initial() {
        return row.initial;
    }

    /** Returns whether it has the trait. */
    public boolean is(Trait trait) {
        return row.traits.contains(trait);
    }

    /** Returns its traits. */
    public Set<Trait> traits() {
        return EnumSet.copyOf(row.traits);
    }

    /** Returns what it does, in a sentence. */
    public String summary() {
        return row.summary;
    }

    /** Returns why a value other than the default has no effect yet, or null when it has. */
    public @Nullable String withoutEffect() {
        return row.withoutEffect;
    }

    /** Returns the lines of a file that say this value. */
    public List<String> fileLines(SettingValue value) {
        return row.kind.fileTexts(value).stream().map(text -> row.name + " " + text).toList();
    }

    @Override
    public String toString() {
        return row.name;
    }
}
