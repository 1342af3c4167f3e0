package onggi.replication;

import onggi.resp.RequestWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says to its primary before it follows it, and what it makes of the answers. Pure:
 * lines in, actions out; no clock, no socket.
 */
final class PrimaryHandshake {

    /** Who the replica is, and what it has. */
    record Self(
            String user,
            String password,
            int port,
            String address,
            @Nullable String id,
            long offset,
            boolean takesOver) {}

    /** What comes of it. */
    interface Outcome {

        /** These bytes are to be sent. */
        void send(byte[] bytes);

        /** A snapshot follows, and behind it the stream from an offset of a history on. */
        void fullSync(String id, long offset);

        /** The stream follows from where the replica stands; under another name if one is given. */
        void partialSync(@Nullable String id);

        /** A snapshot follows, of a primary too old to name its history. */
        void bareSync();

        /** The primary cannot now; try again later. */
        void later(String reason);

        /** The other server was to take over, and did not. */
        void rejected();

        /** It has failed. */
        void failed(String reason);

        /** Something that the log should have. */
        void note(String text);
    }

    private enum Step {
        PONG,
        AUTH,
        PORT,
        ADDRESS,
        CAPABILITIES,
        PSYNC,
        OVER
    }

    private static final int MOST_LINE_BYTES = 4096;

    private final StringBuilder partial = new StringBuilder();
    private final Self self;
    private final Outcome outcome;
    private Step step = Step.PONG;

    PrimaryHandshake(Self self, Outcome outcome) {
        this.self = self;
        this.outcome = outcome;
    }

    /** Begins. */
    void begin() {
        outcome.send(RequestWriter.encode("PING"));
    }

    /** Returns whether lines are awaited no more: what follows is a snapshot or the stream. */
    boolean isOver() {
        return step == Step.OVER;
    }

    /**
     * Takes bytes, cut anywhere; those behind the last line that is awaited are left.
     *
     * @return how many were taken
     */
    int feed(byte[] bytes, int length) throws BadStreamException {
        int at = 0;
        while (at < length && step != Step.OVER) {
            byte b = bytes[at++];
            if (b == '\n') {
                String text = partial.toString().strip();
                partial.setLength(0);
                line(text);
            } else if (partial.length() >= MOST_LINE_BYTES) {
                throw new BadStreamException("an answer of the primary has no end");
            } else {
                partial.append((char) (b & 0xff));
            }
        }
        return at;
    }

    private void line(String text) {
        boolean failed = text.startsWith("-");
        switch (step) {
            case PONG -> pong(text, failed);
            case AUTH -> {
                if (failed) {
                    fail("Unable to AUTH to MASTER: " + text);
                } else {
                    step = Step.PORT;
                }
            }
            case PORT -> {
                note("listening-port", text, failed);
                step = self.address().isEmpty() ? Step.CAPABILITIES : Step.ADDRESS;
            }
            case ADDRESS -> {
                note("ip-address", text, failed);
                step = Step.CAPABILITIES;
            }
            case CAPABILITIES -> {
                note("capa", text, failed);
                askForSync();
            }
            case PSYNC -> {
                if (!text.isEmpty()) {
                    answer(text);
                }
            }
            case OVER -> {}
        }
    }

    private void note(String option, String text, boolean failed) {
        if (failed) {
            outcome.note(
                    "(Non critical) Master does not understand REPLCONF " + option + ": " + text);
        }
    }

    private void fail(String reason) {
        step = Step.OVER;
        outcome.failed(reason);
    }

    private void pong(String text, boolean failed) {
        boolean wantsAuth =
                text.startsWith("-NOAUTH")
                        || text.startsWith("-NOPERM")
                        || text.startsWith("-ERR operation not permitted");
        if ((failed && !wantsAuth) || (!failed && !text.startsWith("+"))) {
            fail("Error reply to PING from master: '" + text + "'");
            return;
        }
        outcome.note("Master replied to PING, replication can continue...");
        introduce();
    }

    private void introduce() {
        RequestWriter out = new RequestWriter();
        step = Step.PORT;
        if (!self.password().isEmpty()) {
            step = Step.AUTH;
            if (self.user().isEmpty()) {
                out.begin(2).argument("AUTH");
            } else {
                out.begin(3).argument("AUTH").argument(bytes(self.user()));
            }
            out.argument(bytes(self.password()));
        }
        out.command("REPLCONF", "listening-port", Integer.toString(self.port()));
        if (!self.address().isEmpty()) {
            out.command("REPLCONF", "ip-address", self.address());
        }
        out.command("REPLCONF", "capa", "eof", "capa", "psync2");
        outcome.send(out.toByteArray());
    }

    /** Settings keep bytes as Latin-1 text. */
    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private void askForSync() {
        step = Step.PSYNC;
        String id = self.id();
        String name = id == null ? "?" : id;
        String offset = id == null ? "-1" : Long.toString(self.offset() + 1);
        outcome.note(
                id == null
                        ? "Partial resynchronization not possible (no cached master)"
                        : "Trying a partial resynchronization (request "
                                + name
                                + ":"
                                + offset
                                + ").");
        outcome.send(
                self.takesOver()
                        ? RequestWriter.encode("PSYNC", name, offset, "FAILOVER")
                        : RequestWriter.encode("PSYNC", name, offset));
    }

    private void answer(String text) {
        String[] words = text.split(" ");
        if (words[0].equals("+FULLRESYNC")) {
            full(words);
        } else if (words[0].equals("+CONTINUE")) {
            step = Step.OVER;
            String id = words.length > 1 ? words[1] : null;
            outcome.partialSync(id != null && isId(id) ? id : null);
        } else if (self.takesOver()) {
            step = Step.OVER;
            outcome.rejected();
        } else if (text.startsWith("-NOMASTERLINK") || text.startsWith("-LOADING")) {
            step = Step.OVER;
            outcome.later(
                    "Master is currently unable to PSYNC but should be in the future: " + text);
        } else {
            outcome.note(
                    text.startsWith("-ERR")
                            ? "Master does not support PSYNC or is in error state (reply: "
                                    + text
                                    + ")"
                            : "Unexpected reply to PSYNC from master: " + text);
            step = Step.OVER;
            outcome.note("Retrying with SYNC...");
            outcome.bareSync();
        }
    }

    private void full(String[] words) {
        long offset = -1;
        if (words.length == 3 && isId(words[1])) {
            try {
                offset = Long.parseLong(words[2]);
            } catch (NumberFormatException e) {
                offset = -1;
            }
        }
        if (offset < 0) {
            fail("Master replied with wrong +FULLRESYNC syntax.");
            return;
        }
        step = Step.OVER;
        outcome.fullSync(words[1], offset);
    }

    private static boolean isId(String text) {
        return text.length() == ReplicationIds.LENGTH
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}
