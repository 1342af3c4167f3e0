package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowCommandEventTest {

    @TempDir Path folder;

    @Test
    void slowCommand_standsInTheFlightRecording() throws IOException {
        try (Recording recording = new Recording();
                TestServer server = new TestServer();
                RespClient client = RespClient.connect(server.port())) {
            server.settings.slowLogThresholdUs(0);
            recording.enable(SlowCommandEvent.class);
            recording.start();

            client.call("SET", "a", "b");
            recording.stop();

            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events)
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getEventType().getName()).isEqualTo("onggi.SlowCommand");
                        assertThat(event.getString("command")).isEqualTo("SET");
                        assertThat(event.getInt("arguments")).isEqualTo(2);
                        assertThat(event.getString("client")).startsWith("127.0.0.1:");
                        assertThat(event.getDuration("runTime")).isPositive();
                        assertThat(event.getDuration("runTime")).isLessThan(Duration.ofSeconds(10));
                    });
        }
    }
}
