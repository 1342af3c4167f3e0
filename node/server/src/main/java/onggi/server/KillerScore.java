package onggi.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How readily the system kills this process when memory runs out ({@code oom-score-adj}).
 * Thread-safe.
 */
final class KillerScore {

    private static final Path FILE = Path.of("/proc/self/oom_score_adj");
    private static final int MOST = 1000;

    private boolean adjusted;

    /** What it was before this server changed it. */
    private int before;

    /**
     * Adjusts it.
     *
     * @param mode {@code no} puts back what was before, {@code absolute} is the value itself, any
     *     other adds the value to what was before
     * @param values for a primary, for a replica, for a child
     * @return false when the system does not let it be, of which the log tells
     */
    synchronized boolean adjust(String mode, List<String> values, boolean replica) {
        try {
            if (mode.equals("no")) {
                putBack();
                return true;
            }
            if (!adjusted) {
                before = Integer.parseInt(Files.readString(FILE).strip());
                adjusted = true;
            }
            int value = Integer.parseInt(values.get(replica ? 1 : 0));
            write(mode.equals("absolute") ? value : before + value);
            return true;
        } catch (IOException | NumberFormatException e) {
            Log.warning("Unable to write oom_score_adj: " + e.getMessage());
            return false;
        }
    }

    private void putBack() throws IOException {
        if (adjusted) {
            adjusted = false;
            write(before);
        }
    }

    private static void write(int score) throws IOException {
        Files.writeString(FILE, Math.clamp(score, -MOST, MOST) + "\n");
    }
}
