package onggi.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GenTest {

    @Test
    void gen_sameSeed_drawsTheSame() {
        var one = new Gen(1729);
        var other = new Gen(1729);

        assertThat(one.list(100, g -> g.below(1000)))
                .isEqualTo(other.list(100, g -> g.below(1000)));
    }

    @Test
    void checkSteps_failure_isShrunkToItsCauseAndNamesTheSeed() {
        assertThatThrownBy(() ->
                        Gen.checkSteps(
                                5,
                                g -> g.list(200, x -> x.below(20)),
                                (g, steps) -> {
                                    int seven = steps.indexOf(7);
                                    boolean thenThree =
                                            seven >= 0
                                                    && steps.subList(seven, steps.size())
                                                            .contains(3);
                                    assertThat(thenThree).isFalse();
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("2 of 200 steps [7, 3]")
                .hasMessageContaining("-Dseed=");
    }

    @Test
    void shrink_everythingNeeded_keepsAll() {
        List<Integer> all = List.of(1, 2, 3, 4, 5);

        assertThat(Shrink.list(all, part -> part.size() == 5)).isEqualTo(all);
    }
}
