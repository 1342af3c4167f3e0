package onggi.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import onggi.bytes.Memory;
import onggi.types.StreamGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups and consumers in an order that no server writes. */
class StreamGroupsTest {

    private static final int MANY = 300_000;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LoadedValue value = new LoadedValue(new Nowhere(Memory.best()));

    @AfterEach
    void free() {
        value.close();
        assertThat(value.cell().slab().liveBytes()).isZero();
    }

    private void read(RdbOutput out) throws IOException {
        RdbInput in = RdbInput.of(out.array(), 0, (int) out.position());
        new ValueReader(in, RdbVersion.REDIS_7_0).read(RdbType.STREAM, value);
    }

    /** A stream without entries. */
    private static RdbOutput begin() throws IOException {
        RdbOutput out = RdbOutput.toArray(false);
        for (int i = 0; i < 4; i++) {
            out.number(0);
        }
        return out;
    }

    private static void group(RdbOutput out, String name, List<String> consumers)
            throws IOException {
        text(out, name);
        for (int i = 0; i < 3; i++) {
            out.number(0); // last id and pending entries
        }
        out.number(consumers.size());
        for (String consumer : consumers) {
            text(out, consumer);
            out.little(7, Long.BYTES);
            out.number(0);
        }
    }

    private static void text(RdbOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.number(bytes.length);
        out.raw(bytes, 0, bytes.length);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            names.add("c%07d".formatted(i));
        }
        return names;
    }

    @Test
    void consumersInAnyOrder_areReadSoon() {
        List<String> reversed = names().reversed();
        List<String> mixed = new ArrayList<>(reversed);
        Collections.shuffle(mixed, new Random(1));
        for (List<String> names : List.of(reversed, mixed)) {
            assertTimeoutPreemptively(
                    SOON,
                    () -> {
                        RdbOutput out = begin();
                        out.number(1);
                        group(out, "g", names);
                        read(out);
                    });

            value.check();
            StreamGroup group = value.values().stream().groupAt(0);
            assertThat(group.consumerCount()).isEqualTo(MANY);
            byte[] name = "c0000042".getBytes(StandardCharsets.ISO_8859_1);
            assertThat(group.findConsumer(name, 0, name.length)).isTrue();
            assertThat(group.consumer().seenMs()).isEqualTo(7);
        }
    }

    @Test
    void groupsInAnyOrder_areReadSoon() {
        assertTimeoutPreemptively(
                SOON,
                () -> {
                    RdbOutput out = begin();
                    out.number(MANY);
                    for (String name : names().reversed()) {
                        group(out, name, List.of());
                    }
                    read(out);
                });

        value.check();
        assertThat(value.values().stream().groupCount()).isEqualTo(MANY);
    }

    @Test
    void namesThatAreTwice_areRefused() throws IOException {
        RdbOutput consumers = begin();
        consumers.number(1);
        group(consumers, "g", Arrays.asList("b", "a", "b"));
        RdbOutput groups = begin();
        groups.number(3);
        for (String name : Arrays.asList("b", "a", "b")) {
            group(groups, name, List.of());
        }

        assertThatThrownBy(() -> read(consumers))
                .hasMessageContaining("Duplicate stream consumer detected");
        assertThatThrownBy(() -> read(groups))
                .hasMessageContaining("Duplicated consumer group name");
    }
}
