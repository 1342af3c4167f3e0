package onggi.engine;

import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands for the script that runs on this thread: inside the script's own call, with the
 * rows, statistics and effects of any other command. Who uses it admits them first.
 */
public final class ScriptCalls {

    /*
     * A script holds the shards of its declared keys, or all. Before a command runs that needs another one, all are taken, see
     * HeldShards.escalate. With one thread there is nothing to hold.
     *
     * Commands run in the session that runs the script, so that tracking and the selected database are its own; whoever ends the
     * script puts the database back.
     */

    private final Engine engine;
    private final Execution execution;
    private final Call call;
    private final ReplyWriter reply = new ReplyWriter();
    private final boolean locking;
    private Runnable whileBusy = () -> {};
    private boolean wentBeyond;
    private boolean running;
    private Call caller;

    ScriptCalls(Engine engine, Execution execution, Call call) {
        this.engine = engine;
        this.execution = execution;
        this.call = call;
        this.caller = call;
        this.locking = engine.keyspace().isLocking();
    }

    /** Returns the call to bind for the next command. */
    public Call call() {
        return call;
    }

    /** Returns whether a call is that of a command that a script runs. */
    @SuppressWarnings("ReferenceEquality") // this very call
    public boolean isOf(Call other) {
        return other == call;
    }

    /** Returns the call of the script that ran the last command. */
    Call caller() {
        return caller;
    }

    /** Returns the reply of the last command. */
    public ReplyWriter reply() {
        return reply;
    }

    /** Begins a script; its own call holds what it declared. */
    public void begin() {
        wentBeyond = false;
        running = true;
    }

    /** Returns whether a script runs on this thread. */
    boolean isRunning() {
        return running;
    }

    /** Returns whether the present script needed shards beyond those of its declared keys. */
    public boolean wentBeyond() {
        return wentBeyond;
    }

    /** Sees to it that the shards of the bound call are held. */
    public void holdKeys() {
        if (locking && !execution.held().covers(call)) {
            wentBeyond = true;
            execution.held().escalate(execution.effects());
        }
    }

    /**
     * Runs the bound call.
     *
     * @param script the call of the script
     * @param protocol of the reply, 2 or 3
     */
    public void run(Call script, int protocol) {
        holdKeys();
        caller = script;
        call.at(script.nowMs());
        reply.clear();
        reply.setProtocol(protocol);
        call.replyTo(reply);
        execution.runScripted(call);
    }

    /** Lets go of what the commands of a script referred to. */
    public void end() {
        running = false;
        call.release();
        reply.clear();
    }

    /** Sets for whom of the effect stream is what the script changes from now on. */
    public void audience(int meant) {
        execution.effects().audience(meant);
    }

    /** Counts the error of a command that was not admitted; null when there is no such command. */
    public void rejected(@Nullable Command row, CommandError error) {
        if (row != null) {
            execution.stats().rejected(row.id());
        }
        execution.stats().errorReplied(error.text());
    }

    /** Tells that a script is going to run, before its first command does. */
    public void announce(Call script) {
        execution.announce(script);
    }

    /** Says that the script on this thread is over its time, or has ended. */
    public void overtime(boolean on) {
        execution.held().overtime(on);
    }

    /** Sets what serves others on this thread while a script runs over its time. */
    public void whileBusy(Runnable serve) {
        whileBusy = serve;
    }

    /** Serves others: the script that runs on this thread is over its time. */
    public void serveOthers() {
        whileBusy.run();
    }

    /** Returns the store. */
    public Engine engine() {
        return engine;
    }
}
