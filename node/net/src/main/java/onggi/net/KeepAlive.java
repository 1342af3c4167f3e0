package onggi.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * TCP keep-alive as Redis sets it: first probe after the interval, then every third of it, three in
 * all.
 */
final class KeepAlive {

    private static final int PROBES = 3;

    private KeepAlive() {}

    /** Sets what every connection has, and keep-alive unless the seconds are 0. */
    static void setUp(SocketChannel channel, int seconds) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (seconds > 0) {
            set(channel, seconds);
        }
    }

    private static void set(SocketChannel channel, int seconds) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        var supported = channel.supportedOptions();
        if (supported.contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
            channel.setOption(
                    ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(1, seconds / PROBES));
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        }
    }
}
