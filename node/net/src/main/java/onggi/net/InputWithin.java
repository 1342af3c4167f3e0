package onggi.net;

import java.util.ArrayList;
import java.util.List;

/** Connections with input inside this process, of which no selector tells. */
final class InputWithin {

    private List<Connection> waiting = new ArrayList<>();
    private List<Connection> inHand = new ArrayList<>();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(Connection connection) {
        waiting.add(connection);
    }

    /** Reads them, as far as there is room and they may be read now. */
    void read(Turn turn, List<Connection> unread, Busy busy) {
        List<Connection> all = waiting;
        waiting = inHand;
        inHand = all;
        for (int i = 0; i < all.size(); i++) {
            Connection connection = all.get(i);
            if (busy.isRunning(connection)) {
                waiting.add(connection);
            } else if (connection.isReading()) {
                if (turn.isFull()) {
                    unread.add(connection);
                } else {
                    turn.read(connection);
                }
            }
        }
        all.clear();
    }
}
