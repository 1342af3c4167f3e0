package onggi.replication;

import static onggi.replication.Notes.info;
import static onggi.replication.Notes.warn;

import onggi.resp.RequestWriter;
import org.jspecify.annotations.Nullable;

/** What the answers of a primary mean for the link to it. On the first event loop. */
final class PrimaryAnswers implements PrimaryHandshake.Outcome {

    private final Following following;
    private final PrimaryWatcher watcher;

    PrimaryAnswers(Following following, PrimaryWatcher watcher) {
        this.following = following;
        this.watcher = watcher;
    }

    @Override
    public void send(byte[] bytes) {
        following.send(bytes);
    }

    @Override
    public void note(String text) {
        info(text);
    }

    @Override
    public void failed(String reason) {
        warn(reason);
        following.again(false);
    }

    @Override
    public void rejected() {
        following.answered();
        watcher.refused();
    }

    @Override
    public void later(String reason) {
        info(reason);
        following.again(false);
    }

    @Override
    public void partialSync(@Nullable String id) {
        info("Successful partial resynchronization with master.");
        following.answered();
        watcher.accepted();
        watcher.goesOn(id);
        following.goOn();
    }

    @Override
    public void fullSync(String id, long offset) {
        info("Full resync from master: " + id + ":" + offset);
        following.answered();
        watcher.accepted();
        if (following.mayResume()) {
            info("Discarding previously cached master state.");
        }
        following.receive(id, offset);
    }

    @Override
    public void bareSync() {
        following.send(RequestWriter.encode("SYNC"));
        following.receive(ReplicationIds.NONE, 0);
    }
}
