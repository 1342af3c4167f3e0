package onggi.net.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import onggi.engine.CommandTable;
import onggi.net.NetFamilies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in Redis's notation. */
class RuleReaderTest {

    private static final String HASH =
            "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    private final RuleReader reader =
            new RuleReader(
                    new AclCommandIndex(CommandTable.of(NetFamilies.all()).rows()), () -> false);

    private String described(String... rules) {
        UserRules user = reader.fresh();
        for (String rule : rules) {
            try {
                reader.apply(user, rule);
            } catch (RuleException e) {
                throw new AssertionError(rule, e);
            }
        }
        return user.describe();
    }

    @Test
    void newUser_mayDoNothing() {
        assertThat(described()).isEqualTo("off resetchannels -@all");
    }

    @Test
    void everyKindOfRule_isToldBackInRedissOrder() {
        assertThat(
                        described(
                                "on",
                                ">secret",
                                "~a*",
                                "%R~r",
                                "%w~w",
                                "&c",
                                "+@connection",
                                "-ping",
                                "(~x +client|id)",
                                "db=3,1"))
                .isEqualTo(
                        "on #"
                                + HASH
                                + " ~a* %R~r %W~w resetchannels &c db=1,3 -@all +@connection"
                                + " -ping (~x resetchannels -@all +client|id)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+client(id +client            | -@all +client",
                "+@all -client -client(list    | +@all -client",
                "-client -client(list +client  | -@all +client",
                "+@connection +ping            | -@all +@connection",
                "+@connection -ping +ping      | -@all +@connection +ping",
                "+@slow +ping -@slow           | -@all +ping -@slow",
                "+@all +ping                   | +@all",
                "+echo(a +ECHO(B               | -@all +echo(a +echo(b",
                "+echo(a +echo                 | -@all +echo",
                "+ping -@all                   | -@all",
            })
    void rulesOnCommands_makeThoseBeforeThemPointless(String rules, String expected) {
        assertThat(described(rules.replace('(', '|').strip().split(" ")))
                .isEqualTo("off resetchannels " + expected.replace('(', '|'));
    }

    @Test
    void rightsOnOnePattern_addUp() {
        assertThat(described("%R~a", "%W~a", "~b", "%R~b"))
                .isEqualTo("off ~a ~b resetchannels -@all");
    }

    @Test
    void reset_leavesOnlyWhatANewUserHas() {
        assertThat(described("on", "nopass", "~*", "&*", "+@all", "(~x)", "db=1", "reset"))
                .isEqualTo("off sanitize-payload resetchannels -@all");
    }

    @Test
    void passwords_areKeptAsHashesAndOnlyOnce() {
        assertThat(described(">secret", "#" + HASH, "nopass", ">secret"))
                .isEqualTo("off #" + HASH + " resetchannels -@all");
        assertThat(described(">secret", "!" + HASH)).isEqualTo(described());
    }

    @ParameterizedTest
    @CsvSource({
        "hello, SYNTAX",
        "+nosuch, UNKNOWN",
        "-nosuch, UNKNOWN",
        "+@nosuch, UNKNOWN",
        "+client|nosuch, UNKNOWN",
        "+client|id|x, ARGUMENT_OF_SUBCOMMAND",
        "+echo|, SYNTAX",
        "-echo|a, UNKNOWN",
        "<secret, NO_PASSWORD",
        "#12, BAD_HASH",
        "!AB, BAD_HASH",
        "~a b, SYNTAX",
        "&a b, SYNTAX",
        "%X~a, SYNTAX",
        "%RR~a, SYNTAX",
        "%~a, SYNTAX",
        "(+nosuch), UNKNOWN",
        "(, SYNTAX",
        "(+ping, SYNTAX",
        "(on), SYNTAX",
        "db=, SYNTAX",
        "db=x, SYNTAX",
        "db=99999999999, DATABASE_RANGE",
    })
    void wrongRule_isRefusedAndChangesNothing(String rule, RuleError error) {
        UserRules user = reader.fresh();
        String before = user.describe();

        assertThatThrownBy(() -> reader.apply(user, rule))
                .isInstanceOfSatisfying(
                        RuleException.class, e -> assertThat(e.error()).isEqualTo(error));

        assertThat(user.describe()).isEqualTo(before);
    }

    @Test
    void patternsBehindAll_areRefused() {
        assertThatThrownBy(() -> reader.apply(applied("~*"), "~a"))
                .hasMessage(RuleError.KEY_AFTER_ALL.text());
        assertThatThrownBy(() -> reader.apply(applied("&*"), "&a"))
                .hasMessage(RuleError.CHANNEL_AFTER_ALL.text());
    }

    private UserRules applied(String rule) throws RuleException {
        UserRules user = reader.fresh();
        reader.apply(user, rule);
        return user;
    }

    @Test
    void selectorInSeveralWords_isJoined() {
        assertThat(RuleReader.join(List.of("on", "(+ping", "~a", "&b)", "off")))
                .isEqualTo(new RuleReader.Joined(List.of("on", "(+ping ~a &b)", "off"), ""));
        assertThat(RuleReader.join(List.of("(+ping", "~a")).unmatched()).isEqualTo("(+ping");
    }

    @Test
    void describedRules_makeTheSameUserAgain() {
        String told = described("on", "nopass", "%R~a", "&b", "+@all", "-@slow", "+echo|x");
        RuleReader.Joined words = RuleReader.join(List.of(told.split(" ")));

        assertThat(described(words.rules().toArray(String[]::new))).isEqualTo(told);
    }
}
