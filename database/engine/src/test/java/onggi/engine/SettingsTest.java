package onggi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final SettingFamily FAMILY = SettingFamily.of("Test");
    private static final Setting SIZE =
            FAMILY.memory("size", 64, 1, 1 << 20).alias("old-size").summary("A size.").declare();
    private static final Setting MODE =
            FAMILY.choice("mode", "slow", "fast", "slow").summary("A mode.").declare();
    private static final Setting PLACES =
            FAMILY.text("places", "")
                    .traits(Setting.Trait.SEVERAL_WORDS)
                    .summary("Some words.")
                    .declare();
    private static final Setting SECRET =
            FAMILY.flag("secret", false).traits(Setting.Trait.HIDDEN).summary("A flag.").declare();

    private final Settings settings = new Settings(List.of(FAMILY));
    private final List<String> applied = new ArrayList<>();

    private static Settings.Change change(Setting setting, String word) {
        return new Settings.Change(setting, setting.name(), List.of(word));
    }

    @Test
    void change_appliesWhatChanged() {
        settings.onChange(SIZE, value -> applied.add(value.text()));

        assertThat(settings.change(List.of(change(SIZE, "1kb"), change(MODE, "FAST")))).isNull();
        assertThat(settings.change(List.of(change(SIZE, "1024")))).isNull();

        assertThat(applied).containsExactly("1024");
        assertThat(settings.text(MODE)).isEqualTo("fast");
        assertThat(settings.isInitial(MODE)).isFalse();
    }

    @Test
    void wrongValue_leavesEverythingAsItWas() {
        Settings.Refusal refusal =
                settings.change(List.of(change(MODE, "fast"), change(SIZE, "2mb")));

        assertThat(refusal)
                .isEqualTo(
                        new Settings.Refusal(
                                "size", "argument must be between 1 and 1048576 inclusive"));
        assertThat(settings.text(MODE)).isEqualTo("slow");
    }

    @Test
    void valueThatCannotBeApplied_takesTheOthersBackToo() {
        settings.onChange(MODE, value -> applied.add(value.text()));
        settings.onChange(
                SIZE,
                value -> {
                    if (value.number() == 5) {
                        throw new SettingException("not five");
                    }
                });

        Settings.Refusal refusal =
                settings.change(List.of(change(MODE, "fast"), change(SIZE, "5")));

        assertThat(refusal).isEqualTo(new Settings.Refusal("size", "not five"));
        assertThat(applied).containsExactly("fast", "slow");
        assertThat(settings.number(SIZE)).isEqualTo(64);
    }

    @Test
    void textOfSeveralWords_mayHaveNone() {
        assertThat(settings.change(List.of(words("here", "there")))).isNull();
        assertThat(settings.text(PLACES)).isEqualTo("here there");

        assertThat(settings.change(List.of(words()))).isNull();
        assertThat(settings.text(PLACES)).isEmpty();
    }

    private static Settings.Change words(String... words) {
        return new Settings.Change(PLACES, PLACES.name(), List.of(words));
    }

    @Test
    void pattern_findsNamesAndAliases_butNotTheHidden() {
        List<String> names = new ArrayList<>();

        settings.match("*", (name, setting) -> names.add(name));
        settings.match("SECRET", (name, setting) -> names.add(name));

        assertThat(names).containsExactly("size", "old-size", "mode", "places", "SECRET");
        assertThat(settings.isOn(SECRET)).isFalse();
    }
}
