package onggi.commands;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import onggi.bytes.LooseBlock;
import onggi.engine.BlockedCall;
import onggi.engine.BlockedCalls;
import onggi.engine.Frame;
import onggi.engine.LongReply;
import onggi.engine.Session;
import onggi.resp.Reply;
import onggi.resp.ReplyDecoder;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** A session of a {@link TestStore}. */
public final class TestClient extends Session {

    private final TestStore store;
    private final List<Reply> delivered = new ArrayList<>();
    private final List<Reply> answers = new ArrayList<>();
    private boolean takesPieces;
    private boolean mayBePutOff;
    private boolean waitsForOthers;
    private @Nullable LongReply rest;

    TestClient(TestStore store, long id) {
        super(id);
        this.store = store;
    }

    /** Runs a command and returns its reply. Each argument has one character a byte. */
    public Reply run(String... arguments) {
        return decode(runRaw(arguments)).getFirst();
    }

    /** Runs a command and returns the bytes of its reply. */
    public byte[] runRaw(String... arguments) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        int[] offsets = new int[arguments.length];
        int[] lengths = new int[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            byte[] bytes = arguments[i].getBytes(StandardCharsets.ISO_8859_1);
            offsets[i] = request.size();
            lengths[i] = bytes.length;
            request.writeBytes(bytes);
        }
        return store.execute(this, request.toByteArray(), offsets, lengths);
    }

    /** Runs a command that has to wait. */
    public void waitFor(String... arguments) {
        byte[] reply = runRaw(arguments);
        if (reply.length > 0 || !isBlocked()) {
            throw new AssertionError("does not wait: " + String.join(" ", arguments));
        }
    }

    /** Returns the answers of commands that waited since the last call, oldest first. */
    public List<Reply> answers() {
        List<Reply> taken = List.copyOf(answers);
        answers.clear();
        return taken;
    }

    @Override
    protected boolean mayBlock() {
        return true;
    }

    @Override
    protected void answer(BlockedCall call, byte[] reply, int length) {
        answers.addAll(decode(java.util.Arrays.copyOf(reply, length)));
        BlockedCalls.ended(call);
    }

    // ---- commands that are put off

    /** Lets commands be put off from now on: see {@link #wasPutOff}. */
    public void mayBePutOff(boolean may) {
        mayBePutOff = may;
    }

    @Override
    protected boolean mayBePutOff() {
        return mayBePutOff;
    }

    @Override
    protected void waitsForOthers(long mostMs) {
        waitsForOthers = true;
    }

    @Override
    protected void othersAreDone() {
        waitsForOthers = false;
    }

    /** Returns whether its command was put off and need not run again yet. */
    public boolean waitsForOthers() {
        return waitsForOthers;
    }

    /** Returns whether the last command of the store is to run again. */
    public boolean wasPutOff() {
        return store.execution().call().isPutOff();
    }

    /** Runs a command turn by turn until it is not put off any more. */
    public Reply runInTurns(String... arguments) {
        while (true) {
            byte[] reply = runRaw(arguments);
            store.execution().endTurn();
            if (!wasPutOff()) {
                return decode(reply).getFirst();
            }
            if (reply.length > 0) {
                throw new AssertionError("put off, but answered: " + String.join(" ", arguments));
            }
        }
    }

    // ---- long replies

    /**
     * Lets long replies come in pieces from now on: {@link #run} returns the first, if it is one.
     */
    public void takePieces() {
        takesPieces = true;
    }

    /** Returns whether the last reply is not complete. */
    public boolean hasMore() {
        return rest != null;
    }

    /** Returns the next piece of the last reply. */
    public byte[] piece() {
        LongReply unfinished = requireNonNull(rest);
        ReplyWriter writer = new ReplyWriter();
        writer.setProtocol(protocol());
        boolean more = unfinished.next(store.execution(), writer);
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        piece.write(writer.array(), 0, writer.position());
        if (!more) {
            for (LooseBlock block; (block = unfinished.takeBlock()) != null; block.release()) {
                byte[] bytes = new byte[block.length()];
                block.copyOut(0, bytes, 0, bytes.length);
                piece.writeBytes(bytes);
            }
            rest = null;
        }
        return piece.toByteArray();
    }

    /** Takes no more of the last reply, as a client that goes. */
    public void abandon() {
        requireNonNull(rest).abandon(store.execution());
        rest = null;
    }

    @Override
    protected boolean takesPieces() {
        return takesPieces;
    }

    @Override
    protected void replying(LongReply unfinished) {
        rest = unfinished;
    }

    // ---- pushes

    /** Returns what was delivered without being asked for since the last call, oldest first. */
    public List<Reply> delivered() {
        List<Reply> taken = List.copyOf(delivered);
        delivered.clear();
        return taken;
    }

    @Override
    public void deliver(Frame frame) {
        byte[] bytes = java.util.Arrays.copyOf(frame.bytes(protocol()), frame.length(protocol()));
        delivered.addAll(decode(bytes));
    }

    static List<Reply> decode(byte[] bytes) {
        ReplyDecoder decoder = new ReplyDecoder();
        decoder.append(bytes, 0, bytes.length);
        List<Reply> replies = new ArrayList<>();
        for (Reply reply = decoder.next(); reply != null; reply = decoder.next()) {
            replies.add(reply);
        }
        if (decoder.problem() != null || replies.isEmpty()) {
            throw new AssertionError(
                    "no reply: "
                            + decoder.problem()
                            + " in "
                            + new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return replies;
    }

    /** Returns a request as text, its arguments with blanks between. */
    static String requestText(int database, byte[] bytes, int length) {
        byte[] request = java.util.Arrays.copyOf(bytes, length);
        String text =
                elements(decode(request).getFirst()).stream()
                        .map(TestClient::text)
                        .collect(Collectors.joining(" "));
        return database == 0 ? text : database + ": " + text;
    }

    static List<Reply> elements(Reply reply) {
        return switch (reply) {
            case Reply.Array(var elements) -> elements;
            case Reply.Push(var elements) -> elements;
            default -> throw new AssertionError("not an array: " + reply);
        };
    }

    static String text(Reply reply) {
        return reply instanceof Reply.Bulk(var value) ? value.toLatin1() : reply.toString();
    }
}
