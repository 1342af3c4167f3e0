package onggi.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import onggi.engine.SettingException;
import onggi.engine.Settings;
import onggi.net.Listener;
import onggi.net.NetServer;
import onggi.server.config.ByteText;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.NetworkDirectives;
import onggi.server.config.TlsDirectives;
import onggi.server.tls.Tls;

/**
 * The addresses the server listens on, from bind, port, tls-port and unixsocket, at start and when
 * they change.
 */
final class Listeners {

    private final NetServer net;
    private final Settings settings;
    private final Shutdown shutdown;
    private final Tls tls;
    private List<Listener> tcp = List.of();
    private List<Listener> encrypted = List.of();

    Listeners(NetServer net, Settings settings, Shutdown shutdown, Tls tls) {
        this.net = net;
        this.settings = settings;
        this.shutdown = shutdown;
        this.tls = tls;
    }

    /**
     * Opens all of them, or says which could not be opened and ends the process, as tools that try
     * port after port expect.
     */
    void open() {
        shutdown.stopListening(this::close);
        long port = settings.number(NetworkDirectives.PORT);
        if (port != 0) {
            try {
                tcp = openTcp(port, false);
            } catch (IOException e) {
                fail("Failed listening on port " + port + " (TCP), aborting.");
            }
        }
        openEncrypted(settings.number(TlsDirectives.PORT));
        String path = settings.text(NetworkDirectives.UNIX_SOCKET);
        if (!path.isEmpty()) {
            openUnix(path);
        }
    }

    private void openEncrypted(long port) {
        if (!tls.configure()) {
            fail("Failed to configure TLS. Check logs for more info.");
        }
        if (port == 0) {
            return;
        }
        try {
            encrypted = openTcp(port, true);
        } catch (IOException e) {
            fail("Failed listening on port " + port + " (TLS), aborting.");
        }
    }

    private synchronized void close() {
        net.closeListeners(tcp);
        net.closeListeners(encrypted);
    }

    private void openUnix(String path) {
        Path file =
                Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR)))
                        .resolve(ByteText.toUnicode(path));
        try {
            Files.deleteIfExists(file);
            net.listenUnix(file.toString());
            shutdown.removeAtEnd(file);
            long mode = settings.number(NetworkDirectives.UNIX_SOCKET_PERM);
            if (mode != 0) {
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(permissions(mode)));
            }
        } catch (IOException | RuntimeException e) {
            fail("Failed opening Unix socket: bind: " + e.getMessage());
        }
    }

    private static String permissions(long mode) {
        String letters = "rwxrwxrwx";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters.length(); i++) {
            text.append((mode & (1L << (letters.length() - 1 - i))) != 0 ? letters.charAt(i) : '-');
        }
        return text.toString();
    }

    private static void fail(String message) {
        Log.warning(message);
        System.exit(1);
    }

    private List<Listener> openTcp(long port, boolean encrypts) throws IOException {
        List<Listener> opened = new ArrayList<>();
        try {
            for (String word : settings.words(NetworkDirectives.BIND)) {
                openOne(word, new Place((int) port, encrypts), opened);
            }
            return opened;
        } catch (IOException e) {
            net.closeListeners(opened);
            throw e;
        }
    }

    /** A dash before an address lets it be missing on this machine, but not be in use. */
    private void openOne(String word, Place place, List<Listener> opened) throws IOException {
        boolean optional = word.startsWith("-");
        String host = optional ? word.substring(1) : word;
        try {
            if (isAnyIpv6(host) && hasAny(opened)) {
                return;
            }
            if (isAnyIpv4(host) && wantsAnyIpv6()) {
                openBoth(place, opened);
                return;
            }
            opened.add(place.listen(net, address(host)));
        } catch (IOException e) {
            boolean missing = e instanceof UnknownHostException || !isInUse(e);
            if (optional && missing) {
                return;
            }
            Log.warning(
                    "Warning: Could not create server TCP listening socket "
                            + host
                            + ":"
                            + place.port()
                            + ": "
                            + reason(e));
            throw e;
        }
    }

    /**
     * Every address of both kinds is one socket in the JDK; where there is no IPv6, every IPv4
     * address.
     */
    private void openBoth(Place place, List<Listener> opened) throws IOException {
        try {
            opened.add(place.listen(net, address("::")));
        } catch (IOException | RuntimeException e) {
            if (e instanceof IOException io && isInUse(io)) {
                throw io;
            }
            opened.add(place.listen(net, address("*")));
        }
    }

    private boolean wantsAnyIpv6() {
        for (String word : settings.words(NetworkDirectives.BIND)) {
            if (isAnyIpv6(word.startsWith("-") ? word.substring(1) : word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAnyIpv4(String host) {
        return host.equals("*") || host.equals("0.0.0.0");
    }

    private static boolean isAnyIpv6(String host) {
        return host.equals("::*") || host.equals("::");
    }

    private static boolean hasAny(List<Listener> opened) {
        for (Listener listener : opened) {
            if (listener.address() instanceof InetSocketAddress inet
                    && inet.getAddress().isAnyLocalAddress()) {
                return true;
            }
        }
        return false;
    }

    private static InetAddress address(String host) throws UnknownHostException {
        return switch (host) {
            case "*", "0.0.0.0" -> InetAddress.getByAddress(new byte[4]);
            case "127.0.0.1" -> InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            case "::*", "::" -> InetAddress.getByAddress(new byte[16]);
            default -> InetAddress.getByName(host);
        };
    }

    private static boolean isInUse(IOException e) {
        String message = e.getMessage();
        return message != null && message.contains("in use");
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "Name or service not known";
        }
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }

    /** Says that connections are accepted. */
    void announce() {
        if (!tcp.isEmpty()) {
            Log.notice("Ready to accept connections tcp");
        }
        if (!settings.text(NetworkDirectives.UNIX_SOCKET).isEmpty()) {
            Log.notice("Ready to accept connections unix");
        }
        if (!encrypted.isEmpty()) {
            Log.notice("Ready to accept connections tls");
        }
    }

    /** Where to listen, and for what. */
    private record Place(int port, boolean encrypts) {

        Listener listen(NetServer net, InetAddress host) throws IOException {
            InetSocketAddress address = new InetSocketAddress(host, port);
            return encrypts ? net.listenTls(address) : net.listen(address);
        }
    }

    /** Listens as bind and port say now; nowhere when that cannot be. */
    synchronized void reopen(String reason) throws SettingException {
        List<Listener> old = tcp;
        tcp = List.of();
        tcp = reopened(old, settings.number(NetworkDirectives.PORT), false, reason);
    }

    /** The same for encrypted connections. */
    synchronized void reopenEncrypted(String reason) throws SettingException {
        List<Listener> old = encrypted;
        encrypted = List.of();
        encrypted = reopened(old, settings.number(TlsDirectives.PORT), true, reason);
    }

    private List<Listener> reopened(List<Listener> old, long port, boolean encrypts, String reason)
            throws SettingException {
        net.closeListeners(old);
        if (port == 0) {
            return List.of();
        }
        try {
            return openTcp(port, encrypts);
        } catch (IOException e) {
            throw new SettingException(reason);
        }
    }
}
