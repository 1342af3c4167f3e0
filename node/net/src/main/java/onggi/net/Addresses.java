package onggi.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The ends of a connection as CLIENT LIST writes them. */
final class Addresses {

    private static final String UNKNOWN = "?:0";

    private Addresses() {}

    /** Returns the client's end. */
    static String remote(SocketChannel channel) {
        try {
            SocketAddress local = channel.getLocalAddress();
            return text(
                    local instanceof UnixDomainSocketAddress ? local : channel.getRemoteAddress());
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Returns the server's end. */
    static String local(SocketChannel channel) {
        try {
            return text(channel.getLocalAddress());
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Returns whether a connection came through a Unix domain socket. */
    static boolean isUnix(SocketChannel channel) {
        try {
            return channel.getLocalAddress() instanceof UnixDomainSocketAddress;
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(@Nullable SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return address + ":0";
        }
        if (!(address instanceof InetSocketAddress inet)) {
            return UNKNOWN;
        }
        String host = inet.getAddress().getHostAddress();
        int scope = host.indexOf('%');
        if (host.indexOf(':') < 0) {
            return host + ":" + inet.getPort();
        }
        return "[" + (scope < 0 ? host : host.substring(0, scope)) + "]:" + inet.getPort();
    }
}
