package onggi.server;

import onggi.engine.Settings;
import onggi.server.config.GeneralDirectives;

/** Tells whoever supervises the process when it is ready and when it ends ({@code supervised}). */
final class Supervision {

    private final String socket;

    private Supervision(String socket) {
        this.socket = socket;
    }

    static Supervision of(Settings settings) {
        String kind = settings.text(GeneralDirectives.SUPERVISED);
        boolean wanted = kind.equals("systemd") || kind.equals("auto");
        String socket = wanted ? SystemdNotice.socket() : "";
        if (kind.equals("systemd") && socket.isEmpty()) {
            Log.warning("systemd supervision requested, but NOTIFY_SOCKET not found!");
        }
        return new Supervision(socket);
    }

    /** The server takes connections. */
    void ready() {
        tell("STATUS=Ready to accept connections\nREADY=1\n");
    }

    /** The server is going to end. */
    void stopping() {
        tell("STATUS=Shutting down\nSTOPPING=1\n");
    }

    private void tell(String lines) {
        if (!socket.isEmpty() && !SystemdNotice.send(socket, lines)) {
            Log.warning("systemd cannot be told: " + lines.strip().replace('\n', ' '));
        }
    }
}
