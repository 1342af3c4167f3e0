package onggi.sentinel;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server that is watched, and what is known of it. Times are Unix milliseconds, 0 for never. */
abstract sealed class Instance permits Primary, Replica, OtherSentinel {

    final Role role;
    final String name;
    final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    Address address;
    InstanceLink link;
    @Nullable String runId;

    /** Whether it is watched no more: answers to it mean nothing. */
    boolean gone;

    long lastPublishMs;
    long subjectivelyDownSinceMs;
    long objectivelyDownSinceMs;
    long downAfterMs;

    /** When INFO was last answered. */
    long infoMs;

    @Nullable String info;

    /** What it says that it is, and since when. */
    Role reportedRole;

    long reportedRoleMs;

    Instance(Role role, String name, Address address, long downAfterMs, long nowMs) {
        this.role = role;
        this.name = name;
        this.address = address;
        this.downAfterMs = downAfterMs;
        this.link = new InstanceLink(nowMs);
        this.lastPublishMs = nowMs;
        this.reportedRole = role;
        this.reportedRoleMs = nowMs;
    }

    /** Returns the primary that it belongs to, which a primary is itself. */
    abstract Primary primary();

    boolean is(Flag flag) {
        return flags.contains(flag);
    }

    boolean isDown() {
        return is(Flag.S_DOWN) || is(Flag.O_DOWN);
    }

    /** Returns whether it was up for so long. */
    boolean wasUpFor(long ms, long nowMs) {
        long last = Math.max(subjectivelyDownSinceMs, objectivelyDownSinceMs);
        return last == 0 || nowMs - last > ms;
    }

    /** Returns the name by which it knows a command. */
    String command(String usual) {
        return primary().renamed.getOrDefault(usual, usual);
    }

    /** Sends a command whose name may differ there; false when there is no connection. */
    boolean send(InstanceLink.Answer answer, String command, String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = command(command);
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return link.send(this, answer, words);
    }

    /** Nobody watches it any more. */
    void release() {
        gone = true;
        link.release();
    }
}
