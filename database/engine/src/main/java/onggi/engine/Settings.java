package onggi.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import onggi.bytes.Glob;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one running server: the value of every {@link Setting}, and who must hear of
 * a change.
 *
 * <p>Thread-safe. Code that needs a value often does not ask here: it registers a hook and keeps
 * the value where it is needed.
 */
public final class Settings {

    /** Carries a changed value to where it acts. */
    @FunctionalInterface
    public interface Hook {

        /**
         * Applies the value, or tells why it cannot be; then all values of the same change go back.
         */
        void apply(SettingValue value) throws SettingException;
    }

    /**
     * One setting to change.
     *
     * @param setting the setting
     * @param name the name or alias by which the user called it
     * @param words its words as the user gave them
     */
    public record Change(Setting setting, String name, List<String> words) {}

    /**
     * Why a change was refused.
     *
     * @param name the setting concerned, as the user called it
     * @param reason why
     */
    public record Refusal(String name, String reason) {}

    /**
     * A command under another name.
     *
     * @param from its name
     * @param to the name to call it by, empty when it may not be called at all
     */
    public record Renaming(String from, String to) {}

    private static final SettingValue NOTHING = new SettingValue("", 0);

    /** The value of one setting. */
    private static final class Slot {

        final Setting setting;
        volatile SettingValue value;
        SettingValue initial;
        boolean loaded;
        @Nullable Hook hook;

        Slot(Setting setting) {
            this.setting = setting;
            this.value = setting.initial();
            this.initial = value;
        }

        SettingValue parse(List<String> words, boolean addsUp) throws SettingException {
            SettingValue before =
                    setting.is(Setting.Trait.LINES_ADD_UP) && !addsUp ? NOTHING : value;
            return setting.kind().parse(words, before);
        }
    }

    private final List<Setting> all = new ArrayList<>();
    private final Map<String, Slot> byName = new HashMap<>();
    private final List<Renaming> renamings = new ArrayList<>();
    private final List<List<String>> declaredUsers = new ArrayList<>();
    private @Nullable Supplier<List<String>> userLines;

    /** Creates the configuration of these families with every value at its default. */
    public Settings(List<SettingFamily> families) {
        for (SettingFamily family : families) {
            for (Setting setting : family.settings()) {
                add(setting);
            }
        }
    }

    private void add(Setting setting) {
        Slot slot = new Slot(setting);
        all.add(setting);
        String alias = setting.alias();
        if (byName.put(setting.name(), slot) != null
                || (alias != null && byName.put(alias, slot) != null)) {
            throw new IllegalArgumentException("two rows for setting " + setting.name());
        }
    }

    /** Returns every setting in order of declaration. */
    public List<Setting> all() {
        return List.copyOf(all);
    }

    /** Returns the setting of a name or alias in any case, or null. */
    public @Nullable Setting find(String name) {
        Slot slot = byName.get(name.toLowerCase(Locale.ROOT));
        return slot == null ? null : slot.setting;
    }

    /** Notes that a command has another name ({@code rename-command}). */
    public synchronized void rename(String from, String to) {
        renamings.add(new Renaming(from, to));
    }

    /** Returns the commands with other names, in the order of the configuration. */
    public synchronized List<Renaming> renamings() {
        return List.copyOf(renamings);
    }

    /** Notes a line of the configuration that declares a user: its words behind {@code user}. */
    public synchronized void declareUser(List<String> words) {
        declaredUsers.add(List.copyOf(words));
    }

    /** Returns the users that the configuration declares, in its order. */
    public synchronized List<List<String>> declaredUsers() {
        return List.copyOf(declaredUsers);
    }

    /** Sets who tells the users' lines when the configuration is written. */
    public synchronized void userLines(Supplier<List<String>> lines) {
        userLines = lines;
    }

    /** Returns the users' lines to be written, or null to leave those that are there. */
    public synchronized @Nullable List<String> userLines() {
        Supplier<List<String>> lines = userLines;
        return lines == null ? null : lines.get();
    }

    /** Returns the value of a setting. */
    public SettingValue value(Setting setting) {
        return slot(setting).value;
    }

    /** Returns the value as {@code CONFIG GET} answers it. */
    public String text(Setting setting) {
        return value(setting).text();
    }

    /** Returns the value of a numeric setting. */
    public long number(Setting setting) {
        return value(setting).number();
    }

    /** Returns whether a flag is {@code yes}. */
    public boolean isOn(Setting setting) {
        return value(setting).isOn();
    }

    /** Returns the words of a setting that has several. */
    public List<String> words(Setting setting) {
        return value(setting).words();
    }

    private Slot slot(Setting setting) {
        Slot slot = byName.get(setting.name());
        if (slot == null) {
            throw new IllegalArgumentException("not a setting of this server: " + setting.name());
        }
        return slot;
    }

    /**
     * Registers who carries changes of a setting on; there is one for each setting, called without
     * the value at start.
     */
    public void onChange(Setting setting, Hook hook) {
        slot(setting).hook = hook;
    }

    /**
     * Sets a value while the configuration is being read, before anything acts on it.
     *
     * @throws SettingException when the words do not suit
     */
    public synchronized void load(Setting setting, List<String> words) throws SettingException {
        Slot slot = slot(setting);
        slot.value = slot.parse(words, slot.loaded);
        slot.loaded = true;
    }

    /** Sets what a setting is unless the user says otherwise, where that depends on the machine. */
    public synchronized void preset(Setting setting, SettingValue value) {
        Slot slot = slot(setting);
        slot.initial = value;
        if (!slot.loaded) {
            slot.value = value;
        }
    }

    /** Returns whether a setting has the value it would have if nobody had set it. */
    public boolean isInitial(Setting setting) {
        Slot slot = slot(setting);
        return slot.value.equals(slot.initial);
    }

    /**
     * Carries every value to where it acts, once everything is in place; a refusal names the first
     * that could not be.
     */
    public synchronized @Nullable Refusal applyAll() {
        for (Setting setting : all) {
            Slot slot = slot(setting);
            Refusal refusal = apply(slot, setting.name());
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /**
     * Changes several settings, all or none.
     *
     * @return null, or why nothing was changed
     */
    public synchronized @Nullable Refusal change(List<Change> changes) {
        List<SettingValue> before = new ArrayList<>(changes.size());
        for (Change change : changes) {
            Slot slot = slot(change.setting());
            before.add(slot.value);
            try {
                slot.value = slot.parse(change.words(), false);
            } catch (SettingException e) {
                restore(changes, before);
                return new Refusal(change.name(), e.reason());
            }
        }
        return applyChanged(changes, before);
    }

    private @Nullable Refusal applyChanged(List<Change> changes, List<SettingValue> before) {
        for (int i = 0; i < changes.size(); i++) {
            Slot slot = slot(changes.get(i).setting());
            Refusal refusal =
                    slot.value.equals(before.get(i)) ? null : apply(slot, changes.get(i).name());
            if (refusal != null) {
                restore(changes, before);
                for (int k = 0; k <= i; k++) {
                    apply(slot(changes.get(k).setting()), changes.get(k).name());
                }
                return refusal;
            }
        }
        return null;
    }

    private void restore(List<Change> changes, List<SettingValue> before) {
        for (int i = before.size() - 1; i >= 0; i--) {
            slot(changes.get(i).setting()).value = before.get(i);
        }
    }

    private static @Nullable Refusal apply(Slot slot, String name) {
        Hook hook = slot.hook;
        if (hook == null) {
            return null;
        }
        try {
            hook.apply(slot.value);
            return null;
        } catch (SettingException e) {
            return new Refusal(name, e.reason());
        }
    }

    /** Receives the settings that a pattern names. */
    @FunctionalInterface
    public interface Visitor {

        /** Takes a setting under the name by which it was found. */
        void visit(String name, Setting setting);
    }

    /**
     * Visits the settings whose name or alias a pattern matches; hidden ones only by their full
     * name.
     */
    public void match(String pattern, Visitor visitor) {
        byte[] glob = pattern.getBytes(StandardCharsets.ISO_8859_1);
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0 && pattern.indexOf('[') < 0) {
            Setting setting = find(pattern);
            if (setting != null) {
                visitor.visit(pattern, setting);
            }
            return;
        }
        for (Setting setting : all) {
            if (!setting.is(Setting.Trait.HIDDEN)) {
                matchNames(glob, setting, visitor);
            }
        }
    }

    private static void matchNames(byte[] glob, Setting setting, Visitor visitor) {
        if (Glob.matches(glob, setting.name().getBytes(StandardCharsets.ISO_8859_1), true)) {
            visitor.visit(setting.name(), setting);
        }
        String alias = setting.alias();
        if (alias != null
                && Glob.matches(glob, alias.getBytes(StandardCharsets.ISO_8859_1), true)) {
            visitor.visit(alias, setting);
        }
    }
}
