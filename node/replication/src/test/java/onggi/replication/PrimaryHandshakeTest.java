package onggi.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrimaryHandshakeTest {

    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    private static final class Kept implements PrimaryHandshake.Outcome {

        private final List<String> sent = new ArrayList<>();
        private final List<String> outcomes = new ArrayList<>();

        @Override
        public void send(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            sent.add(text.replaceAll("[*$]\\d+\r\n", "").replace("\r\n", " ").strip());
        }

        @Override
        public void fullSync(String id, long offset) {
            outcomes.add("full " + id + " " + offset);
        }

        @Override
        public void partialSync(@Nullable String id) {
            outcomes.add("partial " + id);
        }

        @Override
        public void bareSync() {
            outcomes.add("bare");
        }

        @Override
        public void later(String reason) {
            outcomes.add("later");
        }

        @Override
        public void rejected() {
            outcomes.add("rejected");
        }

        @Override
        public void failed(String reason) {
            outcomes.add("failed " + reason);
        }

        @Override
        public void note(String text) {
            // for the log
        }
    }

    private static Kept talk(PrimaryHandshake.Self self, int cut, String answers) {
        Kept kept = new Kept();
        PrimaryHandshake handshake = new PrimaryHandshake(self, kept);
        handshake.begin();
        byte[] bytes = answers.getBytes(StandardCharsets.ISO_8859_1);
        try {
            for (int at = 0; at < bytes.length && !handshake.isOver(); ) {
                int count = Math.min(cut, bytes.length - at);
                byte[] piece = java.util.Arrays.copyOfRange(bytes, at, at + count);
                at += handshake.feed(piece, count);
            }
        } catch (BadStreamException e) {
            kept.outcomes.add("bad " + e.getMessage());
        }
        return kept;
    }

    private static PrimaryHandshake.Self self(@Nullable String id, long offset) {
        return new PrimaryHandshake.Self("", "", 6380, "", id, offset, false);
    }

    @Test
    void newReplica_introducesItselfAndAsksForAll_howeverAnswersAreCut() {
        for (int cut = 1; cut < 60; cut++) {
            Kept kept =
                    talk(
                            self(null, 0),
                            cut,
                            "+PONG\r\n+OK\r\n+OK\r\n\n\n+FULLRESYNC " + ID + " 17\r\n$0\r\n");

            assertThat(kept.sent)
                    .containsExactly(
                            "PING",
                            "REPLCONF listening-port 6380 REPLCONF capa eof capa psync2",
                            "PSYNC ? -1");
            assertThat(kept.outcomes).containsExactly("full " + ID + " 17");
        }
    }

    @Test
    void replicaThatComesBack_asksForWhatItLacks() {
        Kept kept = talk(self(ID, 41), 99, "+PONG\r\n+OK\r\n+OK\r\n+CONTINUE\r\n");

        assertThat(kept.sent.getLast()).isEqualTo("PSYNC " + ID + " 42");
        assertThat(kept.outcomes).containsExactly("partial null");
    }

    @Test
    void otherName_isTakenOver() {
        Kept kept =
                talk(self(ID, 41), 99, "+PONG\r\n+OK\r\n+OK\r\n+CONTINUE " + "f".repeat(40) + "\n");

        assertThat(kept.outcomes).containsExactly("partial " + "f".repeat(40));
    }

    @Test
    void userAndAddress_areTold() {
        var self = new PrimaryHandshake.Self("me", "secret", 1, "10.0.0.1", null, 0, false);

        Kept kept =
                talk(self, 99, "-NOAUTH go away\r\n+OK\r\n+OK\r\n-ERR what\r\n+OK\r\n-LOADING\r\n");

        assertThat(kept.sent.get(1)).startsWith("AUTH me secret REPLCONF ");
        assertThat(kept.sent.get(1)).contains("ip-address 10.0.0.1 ");
        assertThat(kept.outcomes).containsExactly("later");
    }

    @Test
    void wrongPassword_isNamed() {
        var self = new PrimaryHandshake.Self("", "wrong", 1, "", null, 0, false);

        Kept kept = talk(self, 99, "+PONG\r\n-WRONGPASS no\r\n");

        assertThat(kept.outcomes).containsExactly("failed Unable to AUTH to MASTER: -WRONGPASS no");
    }

    @Test
    void oldPrimary_isAskedInTheOldWay() {
        Kept kept = talk(self(null, 0), 99, "+PONG\r\n+OK\r\n+OK\r\n-ERR unknown command\r\n");

        assertThat(kept.outcomes).containsExactly("bare");
    }

    @Test
    void anyAnswers_endInAnOutcomeOrAreAwaited() {
        Gen.check(
                2000,
                gen -> {
                    StringBuilder answers = new StringBuilder();
                    for (int i = gen.between(1, 8); i > 0; i--) {
                        answers.append(
                                        gen.pick(
                                                "+PONG",
                                                "+OK",
                                                "-ERR x",
                                                "",
                                                "+FULLRESYNC",
                                                "+FULLRESYNC " + ID,
                                                "+FULLRESYNC " + ID + " x",
                                                "+FULLRESYNC " + ID + " 9",
                                                "+CONTINUE",
                                                "+CONTINUE abc",
                                                "-NOMASTERLINK",
                                                gen.word(20)))
                                .append(gen.pick("\r\n", "\n"));
                    }

                    Kept kept =
                            talk(
                                    self(gen.chance(50) ? ID : null, 5),
                                    gen.between(1, 40),
                                    answers.toString());

                    assertThat(kept.outcomes).hasSizeLessThanOrEqualTo(1);
                });
    }
}
