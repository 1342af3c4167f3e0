package onggi.sentinel;

/**
 * Where an instance is.
 *
 * @param host as it was given: a name or an address
 * @param ip what the name stands for, empty when that is not known
 * @param port from 0 to 65535; 0 when the address has become invalid
 */
record Address(String host, String ip, int port) {

    /** Returns whether both are the same place, by address or by name. */
    boolean isSame(Address other) {
        return port == other.port && (ip.equals(other.ip) || host.equalsIgnoreCase(other.host));
    }

    /** Returns how others are told of it. */
    String shown(boolean names) {
        return names ? host : ip;
    }

    /** Returns {@code host:port}, with brackets around an address that has colons itself. */
    String text(boolean names) {
        String shown = shown(names);
        return shown.indexOf(':') >= 0 ? "[" + shown + "]:" + port : shown + ":" + port;
    }
}
