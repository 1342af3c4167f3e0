package onggi.sentinel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Clock;
import onggi.net.EventLoop;
import onggi.net.PeerLink;
import onggi.resp.Reply;
import onggi.resp.ReplyDecoder;
import onggi.resp.RequestWriter;

/** A connection to an instance over an event loop. */
public final class LinkWire implements Wire, PeerLink.Listener {

    /** A link over which no more than this comes is no instance's that is well. */
    private static final int MOST_REPLY_BYTES = 16 * 1024 * 1024;

    private final Listener listener;
    private final Clock clock;
    private final ReplyDecoder decoder = new ReplyDecoder();
    private final List<byte[]> waiting = new ArrayList<>();
    private final PeerLink link;
    private boolean connected;
    private boolean closed;

    /** Begins to connect; everything happens on the loop. */
    public LinkWire(
            EventLoop loop,
            Clock clock,
            String address,
            int port,
            String source,
            Listener listener) {
        this.listener = listener;
        this.clock = clock;
        this.link = PeerLink.open(loop, address, port, source, this);
    }

    @Override
    public void send(String... words) {
        RequestWriter request = new RequestWriter().begin(words.length);
        for (String word : words) {
            request.argument(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] bytes = request.toByteArray();
        if (connected) {
            link.send(bytes);
        } else {
            waiting.add(bytes);
        }
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }

    @Override
    public String localAddress() {
        if (!connected) {
            return "";
        }
        String text = link.localAddress();
        String host = text.substring(0, Math.max(0, text.lastIndexOf(':')));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public void connected(PeerLink established) {
        connected = true;
        waiting.forEach(established::send);
        waiting.clear();
    }

    @Override
    public void received(PeerLink from, byte[] bytes, int length) {
        decoder.append(bytes, 0, length);
        for (Reply reply = decoder.next(); reply != null && !closed; reply = decoder.next()) {
            listener.received(reply, clock.nowMs());
        }
        String problem = decoder.problem();
        if (problem == null && decoder.pendingBytes() > MOST_REPLY_BYTES) {
            problem = "reply too large";
        }
        if (problem != null && !closed) {
            close();
            listener.lost(problem);
        }
    }

    @Override
    public void lost(PeerLink from, String reason) {
        if (!closed) {
            listener.lost(reason);
        }
    }
}
