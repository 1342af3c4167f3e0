package onggi.systemtest.differential;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onggi.testkit.Wire;

/** A command sent on one of the connections. */
record Step(int connection, List<byte[]> arguments) {

    /**
     * Connections that send commands and get one reply for each: 0 begins with RESP2, 1 with RESP3.
     */
    static final int COMMAND_CONNECTIONS = 2;

    /** All connections: 2 and 3 subscribe; 2 begins with RESP2, 3 with RESP3. */
    static final int CONNECTIONS = 4;

    static Step of(int connection, String... arguments) {
        return new Step(connection, Stream.of(Wire.bytes(arguments)).toList());
    }

    boolean subscribes() {
        return connection >= COMMAND_CONNECTIONS;
    }

    boolean is(String name) {
        return !arguments.isEmpty() && word(0).equals(name);
    }

    /** Returns an argument in lower case, or an empty text when there are fewer. */
    String word(int index) {
        return index < arguments.size()
                ? new String(arguments.get(index), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT)
                : "";
    }

    /** Returns the line that redis-cli would take, with the connection in front. */
    @Override
    public String toString() {
        return "#"
                + connection
                + " "
                + arguments.stream().map(Step::shown).collect(Collectors.joining(" "));
    }

    private static String shown(byte[] argument) {
        String quoted = Wire.quote(argument);
        String plain = quoted.substring(1, quoted.length() - 1);
        return plain.matches("[A-Za-z0-9_:.*+-]+") ? plain : quoted;
    }
}
