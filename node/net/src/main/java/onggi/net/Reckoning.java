package onggi.net;

import onggi.engine.BlockedCall;
import onggi.engine.Call;
import onggi.engine.NestedObserver;

/** Reckons commands that are timed for themselves: alone, inside EXEC, or after waiting. */
final class Reckoning implements NestedObserver {

    private final Turn turn;
    private final RunTimer timer;
    private final Admission admission;

    Reckoning(Turn turn, RunTimer timer, Admission admission) {
        this.turn = turn;
        this.timer = timer;
        this.admission = admission;
    }

    /** Reckons a command that ran, and that may wait now, or was put off, or has more to reply. */
    void ran(Call call, ClientSession session, long ns, long replyBytes) {
        if (call.isPutOff()) {
            timer.tookForPart(call.command(), ns);
            session.ranBefore(ns);
            return;
        }
        long beforeNs = session.takeRanBefore();
        BlockedCall blocked = session.blockedCall();
        UnfinishedReply unfinished = session.connection().unfinished;
        if (blocked != null) {
            timer.tookBeforeWaiting(call, ns, turn.nowMs());
            blocked.ranNs(ns + beforeNs);
        } else if (unfinished != null) {
            timer.tookForPart(call.command(), ns);
            timer.noteRequest(call, session, turn.nowMs());
            unfinished.began(CommandLog.Shown.of(call, session), ns + beforeNs, replyBytes);
        } else {
            timer.took(call, session, ns, beforeNs, turn.nowMs());
            timer.noteSizes(call, session, replyBytes, turn.nowMs());
        }
    }

    /** Reckons a command that ran inside EXEC. */
    @Override
    public void ran(Call nested, long ns, long replyBytes) {
        if (nested.session() instanceof ClientSession session) {
            timer.took(nested, session, ns, 0, turn.nowMs());
            timer.noteSizes(nested, session, replyBytes, turn.nowMs());
            admission.ran(session, nested);
        }
    }

    /** Reckons a command that ran for a script. */
    @Override
    public void ranInScript(Call scripted, long ns, long replyBytes) {
        timer.tookInScript(scripted, ns, turn.nowMs());
        admission.ranInScript(scripted);
    }

    /** Shows a script to the monitors, before its commands. */
    @Override
    public void begins(Call script) {
        if (script.session() instanceof ClientSession session) {
            admission.show(session, script);
        }
    }

    /** Reckons a command that waited and has ended now. */
    void served(Call again, long ns, long replyBytes) {
        if (again.session() instanceof ClientSession session) {
            timer.tookAfterWaiting(again, session, ns, turn.nowMs());
            timer.noteSizes(again, session, replyBytes, turn.nowMs());
        }
    }
}
