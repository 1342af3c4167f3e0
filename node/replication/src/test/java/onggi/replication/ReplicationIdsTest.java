package onggi.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import onggi.bytes.SeededRandom;
import org.junit.jupiter.api.Test;

class ReplicationIdsTest {

    private final ReplicationIds ids = new ReplicationIds(new SeededRandom(7));

    @Test
    void ownName_isKnownAtEveryOffset() {
        assertThat(ids.id()).matches("[0-9a-f]{40}");
        assertThat(ids.knows(ids.id(), 1)).isTrue();
        assertThat(ids.knows(ids.id().toUpperCase(Locale.ROOT), 1_000_000)).isTrue();
        assertThat(ids.knows(ReplicationIds.NONE, 1)).isFalse();
    }

    @Test
    void formerName_isKnownUpToTheOffsetOfTheChange() {
        String before = ids.id();
        ids.shift(100);

        assertThat(ids.id()).isNotEqualTo(before);
        assertThat(ids.former()).isEqualTo(before);
        assertThat(ids.formerUpTo()).isEqualTo(101);
        assertThat(ids.knows(before, 101)).isTrue();
        assertThat(ids.knows(before, 102)).isFalse();
    }

    @Test
    void adoptedName_hasNoFormerOne() {
        ids.shift(5);
        ids.adopt("a".repeat(40));

        assertThat(ids.id()).isEqualTo("a".repeat(40));
        assertThat(ids.former()).isEqualTo(ReplicationIds.NONE);
        assertThat(ids.formerUpTo()).isEqualTo(-1);
    }
}
