package onggi.net;

import onggi.engine.Frame;
import onggi.engine.Session;

/** Stands where a session is needed and nobody calls. */
final class IdleSession extends Session {

    IdleSession() {
        super(0);
    }

    @Override
    public void deliver(Frame frame) {
        // Nobody listens.
    }
}
