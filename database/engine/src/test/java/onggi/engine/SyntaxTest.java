package onggi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "key; 2",
                "key [key ...]; -2",
                "key value [NX | XX | IFEQ ifeq-value] [GET]; -3",
                "[section [section ...]]; -1",
                "key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len]; -3",
                "numkeys key [key ...] <LEFT | RIGHT> [COUNT count]; -4",
                "key <EX seconds | PX milliseconds>; 4",
                "''; 1",
            })
    void arity_followsFromTheLine_bothWays(String line, int arity) {
        assertThat(Syntax.arity(line, 1)).isEqualTo(arity);
        assertThat(Syntax.parse(line).arity(1)).isEqualTo(arity);
    }

    @Test
    void repetition_marksWhatItRepeats() {
        var arguments = Syntax.parse("key value [key value ...]").arguments();

        assertThat(arguments).hasSize(1);
        assertThat(arguments.getFirst().type()).isEqualTo(Argument.Type.BLOCK);
        assertThat(arguments.getFirst().multiple()).isTrue();
        assertThat(arguments.getFirst().parts())
                .extracting(Argument::name)
                .containsExactly("key", "value");
    }

    @Test
    void choice_holdsWordsAndWordsWithValues() {
        var option = Syntax.parse("key [EX seconds | PERSIST]").arguments().get(1);

        assertThat(option.optional()).isTrue();
        assertThat(option.type()).isEqualTo(Argument.Type.ONE_OF);
        assertThat(option.parts()).extracting(Argument::token).containsExactly("EX", "PERSIST");
        assertThat(option.parts())
                .extracting(Argument::type)
                .containsExactly(Argument.Type.INTEGER, Argument.Type.PURE_TOKEN);
    }

    @Test
    void optionalRepetition_isBoth() {
        var section = Syntax.parse("[section [section ...]]").arguments().getFirst();

        assertThat(section.optional()).isTrue();
        assertThat(section.multiple()).isTrue();
    }

    @Test
    void wordThatIsRepeatedWithItsValue_saysSo() {
        var get = Syntax.parse("[GET pattern [GET pattern ...]]").arguments().getFirst();

        assertThat(get.multiple()).isTrue();
        assertThat(get.multipleToken()).isTrue();
        assertThat(get.token()).isEqualTo("GET");
    }
}
