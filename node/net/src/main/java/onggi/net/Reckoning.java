package onggi.net;

import onggi.engine.BlockedCall;
import onggi.engine.Call;

/** Reckons commands that are timed for themselves: alone, inside EXEC, or after waiting. */
final class Reckoning {

    private final Turn turn;
    private final RunTimer timer;
    private final Admission admission;

    Reckoning(Turn turn, RunTimer timer, Admission admission) {
        this.turn = turn;
        this.timer = timer;
        this.admission = admission;
    }

    /** Reckons a command that ran, and that may wait now, or was put off. */
    void ran(Call call, ClientSession session, long ns, long replyBytes) {
        if (call.isPutOff()) {
            timer.tookBeforeWaiting(call, ns, turn.nowMs());
            return;
        }
        BlockedCall blocked = session.blockedCall();
        if (blocked == null) {
            timer.took(call, session, ns, turn.nowMs());
            timer.noteSizes(call, session, replyBytes, turn.nowMs());
        } else {
            timer.tookBeforeWaiting(call, ns, turn.nowMs());
            blocked.ranNs(ns);
        }
    }

    /** Reckons a command that ran inside EXEC. */
    void ranNested(Call nested, long ns, long replyBytes) {
        if (nested.session() instanceof ClientSession session) {
            timer.took(nested, session, ns, turn.nowMs());
            timer.noteSizes(nested, session, replyBytes, turn.nowMs());
            admission.ran(session, nested);
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
