package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BackgroundPriorityTest {

    private static final int NICE_FIELD = 16; // of what is behind the name

    private static int nice() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE_FIELD]);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void take_lowersTheCallingThreadAlone() throws IOException {
        int before = nice();
        CompletableFuture<Integer> lowered = new CompletableFuture<>();

        Thread.ofPlatform()
                .start(() -> {
                    boolean taken = BackgroundPriority.take();
                    try {
                        lowered.complete(taken ? nice() : -1);
                    } catch (IOException e) {
                        lowered.completeExceptionally(e);
                    }
                });

        assertThat(lowered.join()).isEqualTo(Math.max(10, before));
        assertThat(nice()).isEqualTo(before);
    }
}
