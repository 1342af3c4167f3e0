package onggi.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Blocked calls of one thread by deadline, nearest first. */
final class DeadlineHeap {

    private @Nullable BlockedCall[] heap = new BlockedCall[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the nearest deadline, or {@link BlockedCall#NEVER}. */
    long nearestMs() {
        BlockedCall top = heap[0];
        return top == null ? BlockedCall.NEVER : top.deadlineMs();
    }

    /** Returns the call with the nearest deadline, or null. */
    @Nullable BlockedCall nearest() {
        return heap[0];
    }

    void add(BlockedCall call) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, call);
    }

    /** Removes a call, if it is here. */
    void remove(BlockedCall call) {
        int hole = call.heapIndex;
        if (hole < 0) {
            return;
        }
        call.heapIndex = -1;
        BlockedCall moved = heap[--size];
        heap[size] = null;
        if (hole == size || moved == null) {
            return;
        }
        siftDown(hole, moved);
        if (moved.heapIndex == hole) {
            siftUp(hole, moved);
        }
    }

    private void siftUp(int from, BlockedCall call) {
        int at = from;
        while (at > 0) {
            BlockedCall parent = heap[(at - 1) >>> 1];
            if (parent == null || parent.deadlineMs() <= call.deadlineMs()) {
                break;
            }
            put(at, parent);
            at = (at - 1) >>> 1;
        }
        put(at, call);
    }

    private void siftDown(int from, BlockedCall call) {
        int at = from;
        while (true) {
            int least = lesserChild(at);
            BlockedCall child = least < size ? heap[least] : null;
            if (child == null || child.deadlineMs() >= call.deadlineMs()) {
                break;
            }
            put(at, child);
            at = least;
        }
        put(at, call);
    }

    private int lesserChild(int at) {
        int left = 2 * at + 1;
        int right = left + 1;
        BlockedCall l = left < size ? heap[left] : null;
        BlockedCall r = right < size ? heap[right] : null;
        return l != null && r != null && r.deadlineMs() < l.deadlineMs() ? right : left;
    }

    private void put(int at, BlockedCall call) {
        heap[at] = call;
        call.heapIndex = at;
    }
}
