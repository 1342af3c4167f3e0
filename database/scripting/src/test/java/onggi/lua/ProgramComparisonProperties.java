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
        Engine ours = new OurLua();
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
                        assertThat(withoutPlace(ours.run(source)))
                                .as(source)
                                .isEqualTo(withoutPlace(original.run(source)));
                    });
        }
    }

    /**
     * A handler of errors that is one call too many is blamed on a line, or on none when a built-in
     * function had raised the error; that one difference is not looked at.
     */
    private static String withoutPlace(String shown) {
        return shown.replaceAll("(user_script|harness):\\d+: C stack overflow", "C stack overflow");
    }
}
