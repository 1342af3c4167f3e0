package onggi.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import onggi.bytes.LateLogger;
import org.jspecify.annotations.Nullable;

/**
 * One address that clients connect to. Accepts on the first loop and deals the sockets to all loops
 * in turn.
 */
public final class Listener implements LoopChannel {

    private static final System.Logger LOG = LateLogger.of(Listener.class);

    /** How many clients are accepted in one turn. */
    private static final int MAX_ACCEPTS = 1000;

    /**
     * How long nothing is accepted after the system refused a socket, for want of descriptors
     * mostly.
     */
    private static final long REST_AFTER_FAILURE_MS = 100;

    private static final byte[] TOO_MANY = ascii("-ERR max number of clients reached\r\n");

    private static final byte[] DENIED =
            ascii(
                    "-DENIED Redis is running in protected mode because protected mode is enabled"
                            + " and no password is set for the default user. In this mode connections"
                            + " are only accepted from the loopback interface. To connect from another"
                            + " computer: set a password with requirepass, or, if only trusted"
                            + " computers can reach this port, turn the mode off with 'CONFIG SET"
                            + " protected-mode no' from this computer, with 'protected-mode no' in the"
                            + " configuration file, or with '--protected-mode no' on the command"
                            + " line.\r\n");

    private final NetServer server;
    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final boolean encrypted;
    private @Nullable SelectionKey key;

    private Listener(
            NetServer server,
            ServerSocketChannel channel,
            SocketAddress address,
            boolean encrypted) {
        this.server = server;
        this.channel = channel;
        this.address = address;
        this.encrypted = encrypted;
    }

    static Listener open(
            NetServer server,
            SocketAddress address,
            StandardProtocolFamily family,
            boolean encrypted)
            throws IOException {
        ServerSocketChannel channel = open(address, family);
        try {
            if (family != StandardProtocolFamily.UNIX) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(address, server.settings().tcpBacklog());
            channel.configureBlocking(false);
            return new Listener(server, channel, channel.getLocalAddress(), encrypted);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * An IPv4 socket takes IPv4 only; an IPv6 socket for every address takes both, as the JDK has
     * it.
     */
    private static ServerSocketChannel open(SocketAddress address, StandardProtocolFamily family)
            throws IOException {
        boolean ipv4 =
                address instanceof InetSocketAddress inet
                        && inet.getAddress() instanceof Inet4Address;
        boolean given = ipv4 || family == StandardProtocolFamily.UNIX;
        return given ? ServerSocketChannel.open(family) : ServerSocketChannel.open();
    }

    void register(EventLoop loop) {
        try {
            if (channel.isOpen()) {
                key = loop.register(channel, SelectionKey.OP_ACCEPT, this);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot accept on " + address, e);
        }
    }

    /** Returns the address, with the port that the system chose when 0 was asked for. */
    public SocketAddress address() {
        return address;
    }

    /** Returns the TCP port, or 0 for a Unix domain socket. */
    public int port() {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** Returns whether connections are encrypted. */
    public boolean isEncrypted() {
        return encrypted;
    }

    /** Ends listening; connected clients stay. Thread-safe. */
    public void close() {
        server.closed(this);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a listener failed", e);
        }
    }

    /** Accepts who waits. */
    @Override
    public void ready(EventLoop loop, SelectionKey ready) {
        int most = encrypted ? server.settings().tlsAcceptsPerTurn() : MAX_ACCEPTS;
        for (int i = 0; i < most; i++) {
            SocketChannel client;
            try {
                client = channel.accept();
            } catch (IOException e) {
                if (channel.isOpen()) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "Accepting client connection: {0}",
                            e.getMessage());
                    rest(loop);
                }
                return;
            }
            if (client == null) {
                return;
            }
            receive(client);
        }
    }

    private void receive(SocketChannel client) {
        try {
            NetSettings settings = server.settings();
            if (address instanceof InetSocketAddress) {
                KeepAlive.setUp(client, settings.tcpKeepAliveSeconds());
            }
            if (server.clients().count() >= settings.maxClients()) {
                refuse(client, TOO_MANY);
            } else if (isUnwelcome(client, server)) {
                refuse(client, DENIED);
            } else {
                server.stats().connectionReceived();
                EventLoop loop = server.nextLoop();
                if (loop.isCurrent()) {
                    loop.adopt(client, encrypted);
                } else {
                    loop.post(() -> loop.adopt(client, encrypted));
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client left while it was accepted", e);
            closeQuietly(client);
        }
    }

    /** Whether protected mode keeps a client from another machine out. */
    private static boolean isUnwelcome(SocketChannel client, NetServer server) throws IOException {
        if (!server.settings().protectedMode() || !server.access().isDefaultUserOpen()) {
            return false;
        }
        InetAddress peer =
                client.getRemoteAddress() instanceof InetSocketAddress inet
                        ? inet.getAddress()
                        : null;
        return peer != null && !peer.isLoopbackAddress();
    }

    private void refuse(SocketChannel client, byte[] text) throws IOException {
        server.stats().connectionRejected();
        if (!encrypted) {
            client.configureBlocking(false);
            client.write(ByteBuffer.wrap(text));
        }
        client.close();
    }

    private void rest(EventLoop loop) {
        SelectionKey mine = key;
        if (mine != null && mine.isValid()) {
            mine.interestOps(0);
            boolean[] rested = {false};
            loop.schedule(nowMs -> {
                if (!rested[0]) {
                    rested[0] = true;
                    return REST_AFTER_FAILURE_MS;
                }
                if (mine.isValid()) {
                    mine.interestOps(SelectionKey.OP_ACCEPT);
                }
                return -1;
            });
        }
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a client failed", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
