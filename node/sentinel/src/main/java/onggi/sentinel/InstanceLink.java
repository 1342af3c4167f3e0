package onggi.sentinel;

import java.util.ArrayDeque;
import onggi.resp.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The connections to an instance: one for commands, and for primaries and replicas one that listens
 * to the channel on which sentinels meet. Instances that stand for the same other sentinel share
 * one, so that it is asked once whether it is there.
 */
final class InstanceLink {

    /** Takes the answer to a command. */
    @FunctionalInterface
    interface Answer {

        /** Takes the answer. */
        void take(Reply reply, long nowMs);
    }

    private record Awaited(Instance asker, Answer answer) {}

    /** How many instances use the link. */
    int users = 1;

    /** Whether a connection is missing that should be there. */
    boolean disconnected = true;

    @Nullable Wire commands;
    @Nullable Wire messages;
    long commandsSinceMs;
    long messagesSinceMs;
    long lastMessageMs;
    long lastReconnectMs;

    /** When the oldest unanswered PING was sent; 0 when none is unanswered. */
    long pingPendingMs;

    long lastPingMs;

    /** When the last answer came that an instance gives that is well. */
    long lastAvailableMs;

    /** When the last answer to a PING came, whatever it was. */
    long lastPongMs;

    private ArrayDeque<Awaited> awaited = new ArrayDeque<>();

    InstanceLink(long nowMs) {
        begin(nowMs);
    }

    /** Counts silence from now on. */
    void begin(long nowMs) {
        pingPendingMs = nowMs;
        lastPingMs = 0;
        lastAvailableMs = nowMs;
        lastPongMs = nowMs;
    }

    /** Sends a command over the connection for commands; false when there is none. */
    boolean send(Instance asker, Answer answer, String... words) {
        Wire wire = commands;
        if (wire == null) {
            return false;
        }
        awaited.add(new Awaited(asker, answer));
        wire.send(words);
        return true;
    }

    /** Returns how many answers are awaited. */
    int pending() {
        return awaited.size();
    }

    /** Gives an answer to whom it is for. */
    void answered(Reply reply, long nowMs) {
        Awaited first = awaited.poll();
        if (first != null && !first.asker().gone) {
            first.answer().take(reply, nowMs);
        }
    }

    /** Ends the connection for commands. */
    void closeCommands() {
        Wire wire = commands;
        if (wire != null) {
            wire.close();
            lostCommands();
        }
    }

    void lostCommands() {
        commands = null;
        awaited = new ArrayDeque<>();
        disconnected = true;
    }

    /** Ends the connection for messages. */
    void closeMessages() {
        Wire wire = messages;
        if (wire != null) {
            wire.close();
            lostMessages();
        }
    }

    void lostMessages() {
        messages = null;
        disconnected = true;
    }

    void close() {
        closeCommands();
        closeMessages();
    }

    /** One instance less uses the link. */
    void release() {
        users--;
        if (users == 0) {
            close();
        }
    }
}
