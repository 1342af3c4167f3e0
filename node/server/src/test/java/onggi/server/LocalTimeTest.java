package onggi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTimeTest {

    private static final DateTimeFormatter REFERENCE =
            DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ENGLISH);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2000-02-29T23:59:59.999Z",
                "2026-11-21T06:42:56.123Z",
                "2024-12-31T23:59:59.001Z",
                "2025-03-01T00:00:00Z",
                "2100-02-28T12:00:00Z",
                "2100-03-01T12:00:00Z"
            })
    void moment_isWrittenAsTheJdkWritesIt(String moment) {
        Instant instant = Instant.parse(moment);
        StringBuilder text = new StringBuilder();

        LocalTime.append(text, instant.toEpochMilli());

        assertThat(text.toString())
                .isEqualTo(REFERENCE.format(instant.atZone(ZoneId.systemDefault())));
    }
}
