package onggi.resp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one turn of an event loop, of all its connections, one after another.
 *
 * <p>A request is a buffer and a run of arguments; an argument is an offset and a length in that
 * buffer, or lies outside the heap, see {@link #loose()}. Beside each request there is room for
 * what the engine finds out before it executes: the command and the hash of its first key. Reused
 * for every turn without allocating. A batch belongs to one thread.
 *
 * @param <C> the type of a resolved command
 */
public final class RequestBatch<C> {

    /** A decoder adds no request to a batch that has so many. */
    public static final int MAX_REQUESTS = 32 * 1024;

    /**
     * A decoder adds no request to a batch that has so many arguments; one request may exceed it.
     */
    public static final int MAX_ARGUMENTS = 256 * 1024;

    private static final int INITIAL_REQUESTS = 256;
    private static final int INITIAL_ARGUMENTS = 1024;
    private static final int MAX_SPARES = 32;
    private static final int MAX_INSIDE_BYTES = Integer.MAX_VALUE - 64;

    private byte[] @Nullable [] buffers = new byte[INITIAL_REQUESTS][];
    private int[] firstArguments = new int[INITIAL_REQUESTS];
    private int[] argumentCounts = new int[INITIAL_REQUESTS];
    private @Nullable Object[] commands = new Object[INITIAL_REQUESTS];
    private long[] keyHashes = new long[INITIAL_REQUESTS];
    private int size;

    private ArgumentList arguments = new ArgumentList(INITIAL_ARGUMENTS);

    private final LooseArguments loose = new LooseArguments();
    private final List<PartialRequest> adopted = new ArrayList<>();
    private final ArrayDeque<PartialRequest> spares = new ArrayDeque<>(MAX_SPARES);
    private boolean holdsForeignBuffers;

    /** How many requests there are. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether decoders leave further requests for the next turn. */
    @HotPath
    public boolean isFull() {
        return size >= MAX_REQUESTS || arguments.size >= MAX_ARGUMENTS;
    }

    /** The array in which the arguments of a request lie. */
    @HotPath
    @SuppressWarnings("NullAway") // never null below size
    public byte[] buffer(int request) {
        return buffers[request];
    }

    /** How many arguments a request has, its command's name counted; at least 1. */
    @HotPath
    public int argumentCount(int request) {
        return argumentCounts[request];
    }

    /** The index of a request's first argument in {@link #offsets()} and {@link #lengths()}. */
    @HotPath
    public int firstArgument(int request) {
        return firstArguments[request];
    }

    /** Where argument {@code index} of a request begins in its buffer. */
    @HotPath
    public int offset(int request, int index) {
        return arguments.offsets[firstArguments[request] + index];
    }

    /** The length of argument {@code index} of a request. */
    @HotPath
    public int length(int request, int index) {
        return arguments.lengths[firstArguments[request] + index];
    }

    /** The offsets of all arguments of all requests; another array after a request was added. */
    @HotPath
    public int[] offsets() {
        return arguments.offsets;
    }

    /** The lengths of all arguments of all requests; another array after a request was added. */
    @HotPath
    public int[] lengths() {
        return arguments.lengths;
    }

    /** A copy of an argument, for code that is not hot. */
    public byte[] argument(int request, int index) {
        byte[] copy = new byte[length(request, index)];
        copyOut(request, index, copy, 0);
        return copy;
    }

    private void copyOut(int request, int index, byte[] target, int at) {
        int offset = offset(request, index);
        if (offset < 0) {
            loose.copyOut(offset, target, at);
        } else {
            System.arraycopy(buffer(request), offset, target, at, length(request, index));
        }
    }

    // ---- arguments outside the heap

    /** The arguments that lie outside the heap; those have offsets below zero. */
    public LooseArguments loose() {
        return loose;
    }

    /** Whether an argument lies outside the heap. */
    public boolean isLoose(int request, int index) {
        return offset(request, index) < 0;
    }

    /**
     * Moves a request to the heap with all its arguments, for code that knows no others.
     *
     * @throws OutOfMemoryError when the heap has no room; the request is as it was then
     */
    public void bringInside(int request) {
        int count = argumentCount(request);
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += length(request, i);
        }
        if (bytes > MAX_INSIDE_BYTES) {
            throw new OutOfMemoryError("a request of " + bytes + " bytes is too long for the heap");
        }
        byte[] inside = new byte[(int) bytes];
        int at = 0;
        for (int i = 0; i < count; i++) {
            copyOut(request, i, inside, at);
            int slot = firstArguments[request] + i;
            if (arguments.offsets[slot] < 0) {
                loose.take(arguments.offsets[slot]).release();
            }
            arguments.offsets[slot] = at;
            at += arguments.lengths[slot];
        }
        buffers[request] = inside;
        holdsForeignBuffers = true;
    }

    /** What {@link #setCommand} stored, or null. */
    @HotPath
    @SuppressWarnings("unchecked") // only setCommand stores
    public @Nullable C command(int request) {
        return (C) commands[request];
    }

    @HotPath
    public void setCommand(int request, @Nullable C command) {
        commands[request] = command;
    }

    /**
     * The key hashes of all requests, by request; not to be changed and valid until the next
     * request is added.
     */
    @HotPath
    public long[] keyHashes() {
        return keyHashes;
    }

    /** What {@link #setKeyHash} stored; arbitrary before. */
    @HotPath
    public long keyHash(int request) {
        return keyHashes[request];
    }

    @HotPath
    public void setKeyHash(int request, long hash) {
        keyHashes[request] = hash;
    }

    /**
     * Adds a copy of a request of another batch, with a buffer of its own: for a connection that
     * has to wait while the shared buffer goes on. The command and hash are not copied; arguments
     * outside the heap are taken over.
     */
    public void addCopy(RequestBatch<?> source, int request) {
        int count = source.argumentCount(request);
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += source.isLoose(request, i) ? 0 : source.length(request, i);
        }
        byte[] copy = new byte[bytes];
        int first = arguments.size;
        int at = 0;
        for (int i = 0; i < count; i++) {
            int length = source.length(request, i);
            if (source.isLoose(request, i)) {
                arguments.add(loose.move(source.loose, source.offset(request, i)), length);
            } else {
                source.copyOut(request, i, copy, at);
                arguments.add(at, length);
                at += length;
            }
        }
        add(copy, first);
        holdsForeignBuffers = true;
    }

    /** Adds a request made of arguments, as the in-process store and tests do. */
    public void add(byte[]... request) {
        int bytes = 0;
        for (byte[] argument : request) {
            bytes += argument.length;
        }
        byte[] joined = new byte[bytes];
        int first = arguments.size;
        int at = 0;
        for (byte[] argument : request) {
            System.arraycopy(argument, 0, joined, at, argument.length);
            arguments.add(at, argument.length);
            at += argument.length;
        }
        add(joined, first);
        holdsForeignBuffers = true;
    }

    /** Forgets all requests; buffers that were lent to them are used again. */
    @HotPath
    public void clear() {
        if (holdsForeignBuffers) {
            releaseBuffers();
        }
        size = 0;
        arguments.size = 0;
        if (arguments.capacity() > 2 * MAX_ARGUMENTS) {
            arguments = new ArgumentList(INITIAL_ARGUMENTS);
        }
    }

    /** Where a decoder appends arguments before it calls {@link #add(byte[], int)}. */
    @HotPath
    ArgumentList arguments() {
        return arguments;
    }

    /** Makes a request of the arguments from {@code first} to the last one appended. */
    @HotPath
    void add(byte[] buffer, int first) {
        if (size == firstArguments.length) {
            grow();
        }
        buffers[size] = buffer;
        firstArguments[size] = first;
        argumentCounts[size] = arguments.size - first;
        commands[size++] = null;
    }

    /** Makes a request of one that came in pieces; its bytes are used again after clear. */
    void adopt(PartialRequest partial) {
        int first = arguments.size;
        arguments.addAll(partial.arguments, 0, 0);
        if (!partial.loose.isEmpty()) {
            for (int i = first; i < arguments.size; i++) {
                int offset = arguments.offsets[i];
                arguments.offsets[i] = offset < 0 ? loose.move(partial.loose, offset) : offset;
            }
        }
        add(partial.bytes, first);
        adopted.add(partial);
        holdsForeignBuffers = true;
    }

    /** An empty partial request, used again where possible. */
    PartialRequest lend() {
        PartialRequest spare = spares.pollLast();
        return spare == null ? new PartialRequest() : spare;
    }

    /** Takes a partial request back that no request refers to. */
    void giveBack(PartialRequest partial) {
        partial.releaseLoose();
        if (spares.size() < MAX_SPARES && partial.isReusable()) {
            partial.clear();
            spares.addLast(partial);
        }
    }

    private void releaseBuffers() {
        Arrays.fill(buffers, 0, size, null);
        for (int i = 0; i < adopted.size(); i++) {
            giveBack(adopted.get(i));
        }
        adopted.clear();
        loose.clear();
        holdsForeignBuffers = false;
    }

    private void grow() {
        int capacity = size * 2;
        buffers = Arrays.copyOf(buffers, capacity);
        firstArguments = Arrays.copyOf(firstArguments, capacity);
        argumentCounts = Arrays.copyOf(argumentCounts, capacity);
        commands = Arrays.copyOf(commands, capacity);
        keyHashes = Arrays.copyOf(keyHashes, capacity);
    }
}
