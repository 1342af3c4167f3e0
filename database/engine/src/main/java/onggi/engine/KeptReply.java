package onggi.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** A part of a reply that is kept outside the heap until the client takes it. */
final class KeptReply {

    private final Memory loose;
    private final Queue<LooseBlock> blocks = new ArrayDeque<>(0);
    private long bytes;

    KeptReply(Memory loose) {
        this.loose = loose;
    }

    /** Returns how many bytes are kept. */
    long bytes() {
        return bytes;
    }

    /** Moves what was written to blocks. */
    void keep(ReplyWriter writer) {
        int from = 0;
        for (int at; (at = writer.nextLoose(from)) >= 0; from = at) {
            keep(writer.array(), from, at);
            add(writer.takeLoose(at));
        }
        keep(writer.array(), from, writer.position());
        writer.clear();
    }

    private void keep(byte[] text, int from, int to) {
        if (to > from) {
            LooseBlock block = LooseBlock.allocate(loose, to - from);
            block.copyIn(text, from, 0, to - from);
            add(block);
        }
    }

    private void add(LooseBlock block) {
        blocks.add(block);
        bytes += block.length();
    }

    /** Returns the next block, or null. */
    @Nullable LooseBlock take() {
        return blocks.poll();
    }

    void release() {
        blocks.forEach(LooseBlock::release);
        blocks.clear();
    }
}
