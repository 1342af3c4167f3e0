package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;

import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/**
 * Random programs give here what they give in the original. {@code -Dlua.programs=200000} makes it
 * a long run.
 */
class ProgramComparisonProperties {

    private static final int PROGRAMS = Integer.getInteger("lua.programs", 4000);
    private static final int PER_COLLECTION = 500;

    @Test
    void programs_agreeWithTheOriginal() {
        Engine continuations = new OurLua();
        Engine threads = OurLua.withThreads();
        int[] count = {0};
        try (PucLua original = new PucLua()) {
            Gen.checkSteps(
                    PROGRAMS,
                    ProgramGen::statements,
                    (gen, statements) -> {
                        String source = String.join("\n", statements);
                        if (++count[0] % PER_COLLECTION == 0) {
                            original.collect();
                        }
                        Engine ours = count[0] % 4 == 0 ? threads : continuations;
                        assertThat(ours.run(source)).as(source).isEqualTo(original.run(source));
                    });
        }
    }
}
