package onggi.sentinel;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The programs that are called when something happens, one after another. One that is ended by a
 * signal or asks for it by its status is tried again, each time after twice the time.
 */
final class Scripts {

    static final int MOST_QUEUED = 256;
    static final int MOST_RUNNING = 16;
    static final int MOST_TRIES = 10;

    /** The status by which a program asks to be tried again. */
    private static final int TRY_AGAIN = 1;

    /** What stands in the place of a signal when a program cannot be started. */
    private static final int NOT_STARTED = 99;

    /** A call of a program. */
    static final class Job {

        final List<String> command;
        boolean running;
        boolean killed;
        long pid;
        int tries;

        /** When it was started, or is to be. */
        long startMs;

        Job(List<String> command) {
            this.command = command;
        }
    }

    private final State state;
    private final List<Job> queue = new ArrayList<>();
    private int running;

    Scripts(State state) {
        this.state = state;
    }

    /** Returns the calls that run or wait, oldest first. */
    List<Job> queue() {
        return queue;
    }

    int running() {
        return running;
    }

    /** Adds a call; when too many wait the oldest of them is dropped. */
    void add(List<String> command) {
        queue.add(new Job(List.copyOf(command)));
        if (queue.size() > MOST_QUEUED) {
            Iterator<Job> jobs = queue.iterator();
            while (jobs.hasNext()) {
                if (!jobs.next().running) {
                    jobs.remove();
                    return;
                }
            }
        }
    }

    /** Starts what is due and ends what takes too long. */
    void tick(Events events, long nowMs) {
        for (Job job : List.copyOf(queue)) {
            if (running >= MOST_RUNNING) {
                break;
            }
            if (!job.running && job.startMs <= nowMs) {
                start(job, events, nowMs);
            }
        }
        for (Job job : queue) {
            if (job.running && !job.killed && nowMs - job.startMs > state.ms(Period.SCRIPT_RUN)) {
                job.killed = true;
                String text = job.command.getFirst() + " " + job.pid;
                events.tell(Level.WARNING, "-script-timeout", null, text);
                state.world.killScript(job.pid);
            }
        }
    }

    private void start(Job job, Events events, long nowMs) {
        job.startMs = nowMs;
        job.tries++;
        long pid = state.world.startScript(job.command);
        if (pid < 0) {
            events.tell(
                    Level.WARNING,
                    "-script-error",
                    null,
                    job.command.getFirst() + " " + NOT_STARTED + " 0");
            queue.remove(job);
            return;
        }
        job.pid = pid;
        job.running = true;
        running++;
        events.tell(Level.TRACE, "+script-child", null, Long.toString(pid));
    }

    /**
     * A program has ended.
     *
     * @param signal by which it was ended, or 0
     */
    void ended(long pid, int status, int signal, Events events, long nowMs) {
        events.tell(Level.TRACE, "-script-child", null, pid + " " + status + " " + signal);
        for (Job job : queue) {
            if (job.running && job.pid == pid) {
                running--;
                ended(job, status, signal, events, nowMs);
                return;
            }
        }
    }

    private void ended(Job job, int status, int signal, Events events, long nowMs) {
        boolean again = signal != 0 || status == TRY_AGAIN;
        if (again && job.tries < MOST_TRIES) {
            job.running = false;
            job.killed = false;
            job.pid = 0;
            job.startMs = nowMs + (state.ms(Period.SCRIPT_RETRY) << (job.tries - 1));
            return;
        }
        if (again || status != 0) {
            events.tell(
                    Level.WARNING,
                    "-script-error",
                    null,
                    job.command.getFirst() + " " + signal + " " + status);
        }
        queue.remove(job);
    }
}
