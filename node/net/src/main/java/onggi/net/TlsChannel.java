package onggi.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import onggi.bytes.HotPath;
import onggi.bytes.LateLogger;

/** The encrypted bytes of one connection, as a channel that reads and writes the plain ones. */
final class TlsChannel implements ByteChannel {

    /*
     * The engine of the JDK between the socket and the connection. What a connection keeps of its own
     * is only what is left over: encrypted input that is no whole record or came while there was no
     * room, a decrypted record of which a part had no room, encrypted output that the socket did not
     * take. The large buffers are the loop's.
     *
     * Reading. A loop is told by the selector what lies in the socket, not what lies here. So
     * whoever leaves a record here asks the loop to read again, unless the connection is not to be
     * read now; then it asks when that ends.
     *
     * Writing. Whoever writes keeps what was not taken and comes with the same bytes again once the
     * socket takes more. Bytes that were encrypted but not sent count as not taken, and are skipped
     * when they come again. So output that waits is always seen as such, as for a plain socket.
     *
     * The handshake's heavy part, the keys, is done by other threads; until it is done nothing is
     * read. A protocol error or a bad certificate is told to the peer, and the connection closed. A
     * peer that does not speak TLS at all is told nothing, as OpenSSL has it.
     */

    private static final System.Logger LOG = LateLogger.of(TlsChannel.class);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** With this a record of a handshake begins, and so does all that a client sends. */
    private static final byte HANDSHAKE = 22;

    private final TlsEnd end;
    private final SocketChannel socket;
    private final SSLEngine engine;
    private final TlsBuffers buffers;
    private final TlsHandshakes handshakes;
    private final long beganMs;

    private final Leftover encrypted = new Leftover();
    private final Leftover decrypted = new Leftover();
    private final Leftover unsent = new Leftover();
    private int encryptedBefore;
    private boolean moreToRead;
    private boolean shaking = true;
    private boolean thinking;
    private boolean inputDone;
    private boolean unheard = true;
    private boolean foreign;

    TlsChannel(TlsEnd end, SSLEngine engine, TlsBuffers buffers, TlsHandshakes handshakes) {
        this.end = end;
        this.socket = end.channel();
        this.engine = engine;
        this.buffers = buffers;
        this.handshakes = handshakes;
        this.beganMs = end.lastSeenMs();
    }

    /** Returns whether nothing can be said yet, and when that began, in Unix milliseconds. */
    boolean isShakingHandsSince(long ms) {
        return shaking && beganMs < ms;
    }

    /** Returns about how many bytes are kept here. */
    int keptBytes() {
        return encrypted.capacity() + decrypted.capacity() + unsent.capacity();
    }

    // ---- reading

    @Override
    @HotPath
    public int read(ByteBuffer target) throws IOException {
        int before = target.position();
        moreToRead = false;
        decrypted.drainTo(target);
        if (thinking) {
            end.stopReading();
            return target.position() - before;
        }
        if (target.hasRemaining() && !inputDone) {
            try {
                receive(target);
            } catch (SSLException e) {
                failed(e);
                throw e;
            }
        }
        int count = target.position() - before;
        if (!decrypted.isEmpty() || moreToRead || (inputDone && count > 0)) {
            moreToRead = true;
            end.readAgain();
        }
        return count == 0 && inputDone && decrypted.isEmpty() ? -1 : count;
    }

    private void receive(ByteBuffer target) throws IOException {
        ByteBuffer input = buffers.input;
        input.clear();
        encrypted.drainTo(input);
        boolean ended = socket.read(input) < 0;
        input.flip();
        if (unheard && input.hasRemaining()) {
            unheard = false;
            foreign = !engine.getUseClientMode() && input.get(0) != HANDSHAKE;
        }
        decrypt(input, target);
        encrypted.keep(input);
        if (ended) {
            inputDone = true;
        }
    }

    /** Decrypts as many records as there are and there is room for. */
    private void decrypt(ByteBuffer input, ByteBuffer target) throws IOException {
        while (!thinking && input.hasRemaining()) {
            if (!target.hasRemaining()) {
                moreToRead = true;
                return;
            }
            SSLEngineResult result = engine.unwrap(input, target);
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    return;
                }
                case BUFFER_OVERFLOW -> {
                    if (!decryptBeside(input, target)) {
                        return;
                    }
                }
                case CLOSED -> {
                    inputDone = true;
                    input.position(input.limit());
                    return;
                }
                case OK -> {}
            }
            advance();
        }
    }

    /**
     * Decrypts a record for which there may be too little room; false when it is not there as a
     * whole, which the engine looks at only after the room.
     */
    private boolean decryptBeside(ByteBuffer input, ByteBuffer target) throws IOException {
        ByteBuffer record = buffers.record;
        record.clear();
        SSLEngineResult.Status status = engine.unwrap(input, record).getStatus();
        if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            return false;
        }
        if (status == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new SSLException("a record that is too long");
        }
        record.flip();
        int count = Math.min(record.remaining(), target.remaining());
        target.put(target.position(), record, record.position(), count);
        target.position(target.position() + count);
        record.position(record.position() + count);
        decrypted.keep(record);
        return true;
    }

    /** Reading begins again: the loop is told of what lies here, as no selector knows of it. */
    void mayRead() {
        if (moreToRead) {
            end.readAgain();
        }
    }

    // ---- the handshake, and what is said beside the data

    /** Begins the handshake, as who connects does. */
    void begin() throws IOException {
        engine.beginHandshake();
        advance();
    }

    /** Does what the engine wants done before anything else. */
    private void advance() throws IOException {
        while (!thinking) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> think();
                case NEED_WRAP -> sayOwn();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    return;
                }
                case NOT_HANDSHAKING, FINISHED -> {
                    if (shaking) {
                        shaking = false;
                        end.shaken(engine.getSession());
                    }
                    return;
                }
            }
        }
    }

    private void think() {
        thinking = true;
        end.stopReading();
        handshakes.run(engine, () -> end.loop().post(this::thought));
    }

    /** The keys are there: goes on. Runs on the loop. */
    private void thought() {
        thinking = false;
        if (end.isClosed()) {
            return;
        }
        try {
            advance();
        } catch (IOException e) {
            failed(e);
            end.broken(e);
            return;
        }
        if (!thinking) {
            moreToRead = !encrypted.isEmpty();
            end.settle();
        }
    }

    /** Sends what the engine has to say, which is none of the connection's data. */
    private void sayOwn() throws IOException {
        ByteBuffer output = buffers.output;
        output.clear();
        SSLEngineResult result = engine.wrap(NOTHING, output);
        output.flip();
        send(output);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            inputDone = true;
        }
        if (!unsent.isEmpty()) {
            end.flushLater();
        }
    }

    private void failed(IOException e) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "Error on an encrypted connection: {0} (addr={1})",
                e.getMessage(),
                Addresses.remote(socket));
        sayGoodbye();
    }

    // ---- writing

    /**
     * Encrypts and sends; returns how much was taken. What was not is to be written again, first of
     * all.
     */
    @Override
    @HotPath
    public int write(ByteBuffer source) throws IOException {
        if (!flush() || shaking) {
            return 0;
        }
        int taken = Math.min(encryptedBefore, source.remaining());
        source.position(source.position() + taken);
        encryptedBefore -= taken;
        while (source.hasRemaining()) {
            int count = encrypt(source);
            if (count == 0) {
                break;
            }
            if (!unsent.isEmpty()) {
                encryptedBefore = count;
                source.position(source.position() - count);
                break;
            }
            taken += count;
        }
        return taken;
    }

    /** Encrypts and sends about a buffer full; returns how much of the source that was. */
    private int encrypt(ByteBuffer source) throws IOException {
        ByteBuffer output = buffers.output;
        output.clear();
        int before = source.position();
        while (source.hasRemaining() && output.remaining() >= TlsBuffers.RECORD_BYTES) {
            SSLEngineResult result = engine.wrap(source, output);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                throw new SSLException("the peer takes no more");
            }
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                break; // the keys are being changed
            }
        }
        output.flip();
        send(output);
        return source.position() - before;
    }

    private void send(ByteBuffer output) throws IOException {
        if (unsent.isEmpty()) {
            socket.write(output);
        }
        if (output.hasRemaining()) {
            unsent.add(output);
        }
    }

    /** Returns whether encrypted bytes wait for the socket. */
    boolean hasUnsent() {
        return !unsent.isEmpty();
    }

    /** Sends what is encrypted already; returns whether all is out. */
    boolean flush() throws IOException {
        return unsent.isEmpty() || unsent.writeTo(socket);
    }

    // ---- the end

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        sayGoodbye();
        socket.close();
    }

    /** Tells the peer that the connection ends here, and why, if it takes that now. */
    private void sayGoodbye() {
        if (foreign) {
            return;
        }
        try {
            engine.closeOutbound();
            ByteBuffer output = buffers.output;
            while (unsent.isEmpty() && !engine.isOutboundDone() && !thinking) {
                output.clear();
                if (engine.wrap(NOTHING, output).bytesProduced() == 0) {
                    return;
                }
                output.flip();
                send(output);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "a peer could not be told of the end", e);
        }
    }
}
