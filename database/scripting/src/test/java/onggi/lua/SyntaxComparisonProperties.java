package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/** Programs with mistakes are refused with the words of the original. */
class SyntaxComparisonProperties {

    private static final int PROGRAMS = Integer.getInteger("lua.programs", 4000);

    private static final String[] WORDS = {
        "end",
        "do",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ";",
        "=",
        "==",
        "..",
        "...",
        ".",
        ":",
        "local",
        "function",
        "return",
        "break",
        "if",
        "then",
        "else",
        "elseif",
        "for",
        "in",
        "while",
        "repeat",
        "until",
        "not",
        "and",
        "or",
        "nil",
        "x",
        "1",
        "0x",
        "1e",
        "'a",
        "'b'",
        "[[",
        "]]",
        "--",
        "-",
        "#",
        "~=",
        "~",
        "@",
        "\\",
        "\n",
        "[=[",
        "--[[",
        "'\\300'",
        "goto",
        "\u0001"
    };

    @Test
    void mistakes_areNamedAsInTheOriginal() {
        Engine ours = new OurLua();
        try (PucLua original = new PucLua()) {
            Gen.check(
                    PROGRAMS,
                    gen -> {
                        String source = spoiled(gen);
                        assertThat(ours.compile(source))
                                .as(source)
                                .isEqualTo(original.compile(source));
                        if (gen.seed() % 1000 == 0) {
                            original.collect();
                        }
                    });
        }
    }

    private static String spoiled(Gen gen) {
        String program = String.join("\n", ProgramGen.statements(gen));
        List<String> words =
                new ArrayList<>(Arrays.asList(program.split("(?<=[^\\w.])|(?=[^\\w.])", -1)));
        int start = gen.below(words.size());
        int end = Math.min(words.size(), start + 1 + gen.below(200));
        words = new ArrayList<>(gen.chance(50) ? words.subList(start, end) : words);
        for (int i = 1 + gen.below(3); i > 0; i--) {
            int at = gen.below(words.size());
            switch (gen.below(4)) {
                case 0 -> words.remove(at);
                case 1 -> words.add(at, " " + gen.pick(WORDS) + " ");
                case 2 -> words.set(at, gen.pick(WORDS));
                default -> words.add(at, words.get(gen.below(words.size())));
            }
            if (words.isEmpty()) {
                words.add("x");
            }
        }
        return String.join("", words);
    }
}
