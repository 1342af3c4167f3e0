package onggi.commands;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import onggi.bytes.Memory;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LateReply;
import onggi.engine.LongWork;
import onggi.types.ListValue;
import onggi.types.MemberVisitor;
import onggi.types.ScratchCell;
import onggi.types.ValueType;
import onggi.types.ZsetValue;
import org.jspecify.annotations.Nullable;

/** SORT of many elements that looks at no other key: they are gathered, sorted and written. */
final class SortWork extends LongWork {

    /** What is done in a step. */
    private enum Stage {
        GATHER,
        SORT,
        WRITE
    }

    private final SortOptions options;
    private final Entry source;
    private final int copies;
    private final long size;
    private final List<SortOrder.Item> gathered = new ArrayList<>();
    private final @Nullable LateReply reply;
    private final @Nullable ScratchCell cell;
    private final @Nullable ListValue list;

    /** Where the gathering has come to: how many, and the place of the next. */
    private long passed;

    private long position;
    private int offset;

    private boolean numbers = true;

    private @Nullable StepSort<SortOrder.Item> sort;
    private SortOrder.Item[] items = {};
    private int next;
    private int end;
    private long written;
    private Stage stage = Stage.GATHER;

    /** Looks the source up. */
    SortWork(Call call, SortOptions asked) {
        super(call);
        this.source = source(call, 1);
        this.options = SortSource.options(source, asked, asked.stores());
        this.size = SortSource.size(source);
        this.copies = Math.max(1, options.gets().size());
        this.reply = options.stores() ? null : new LateReply(call, isInPieces());
        this.cell =
                options.stores() ? scratch(call.peek(options.destination()), ValueType.LIST) : null;
        this.list = cell == null ? null : new ListValue(cell);
    }

    @Override
    protected long elements() {
        return size;
    }

    @Override
    protected void release() {
        if (reply != null) {
            reply.release();
        }
    }

    /** Returns how many elements were written. */
    long count() {
        return written;
    }

    /** Replies the elements. */
    void reply(Call call) {
        Objects.requireNonNull(reply).endArray(call, written);
    }

    /** Makes the list the value of a key, whatever was there; there is an element. */
    void moveTo(Entry target) {
        ScratchCell made = Objects.requireNonNull(cell);
        target.place(ValueType.LIST, made.encoding(), made.valueLength(), Entry.NO_EXPIRY);
        made.moveTo(target.valueAddress());
    }

    // ---- the work

    @Override
    protected boolean step() {
        switch (stage) {
            case GATHER -> {
                if (!gathers()) {
                    beginSort();
                }
            }
            case SORT -> {
                if (sort == null || !sort.step(STEP)) {
                    beginToWrite();
                }
            }
            case WRITE -> {
                return writes();
            }
        }
        return true;
    }

    /** Gathers some elements; returns whether there are more. */
    private boolean gathers() {
        if (size == 0) {
            return false;
        }
        return switch (source.type()) {
            case ValueType.LIST -> gathersFromList(source.list());
            case ValueType.ZSET -> gathersFromZset(source.zset());
            default -> gathersFromSet();
        };
    }

    private boolean gathersFromList(ListValue elements) {
        boolean backward = isBackward();
        boolean there = true;
        if (passed == 0) {
            there = backward ? elements.last() : elements.first();
        } else {
            elements.resume(position, offset);
        }
        for (int i = 0; there && i < STEP; i++) {
            take(elements.copy());
            there = backward ? elements.previous() : elements.next();
        }
        position = elements.node();
        offset = elements.offset();
        return there;
    }

    private boolean gathersFromZset(ZsetValue members) {
        boolean backward = isBackward();
        members.seek(backward ? size - 1 - passed : passed);
        for (int i = 0; i < STEP && passed < size; i++) {
            take(members.member().copy());
            if (backward) {
                members.previous();
            } else {
                members.next();
            }
        }
        return passed < size;
    }

    private boolean gathersFromSet() {
        position =
                source.set()
                        .scan(
                                position,
                                STEP,
                                new MemberVisitor() {
                                    @Override
                                    public void integer(long value) {
                                        String text = Long.toString(value);
                                        take(text.getBytes(StandardCharsets.US_ASCII));
                                    }

                                    @Override
                                    public void text(Memory memory, long address, int length) {
                                        byte[] text = new byte[length];
                                        memory.copyOut(address, text, 0, length);
                                        take(text);
                                    }
                                });
        return position != 0;
    }

    /** Unsorted elements keep their order, or come from the end when descending. */
    private boolean isBackward() {
        return !options.sorted() && options.descending();
    }

    private void take(byte[] element) {
        passed++;
        SortOrder.Item item =
                SortOrder.item(element, options.sorted() ? element : null, options.alpha());
        numbers &= !Double.isNaN(item.score);
        gathered.add(item);
    }

    private void beginSort() {
        stage = Stage.SORT;
        items = gathered.toArray(SortOrder.Item[]::new);
        gathered.clear();
        if (!numbers) {
            throw SortOrder.NOT_A_NUMBER.raise();
        }
        if (options.sorted()) {
            sort = new StepSort<>(items, SortOrder.of(options));
        }
    }

    private void beginToWrite() {
        stage = Stage.WRITE;
        if (sort != null) {
            items = sort.sorted();
            sort = null;
        }
        next = Math.clamp(options.offset(), 0, items.length);
        int left = items.length - next;
        end = next + (options.count() < 0 ? left : (int) Math.min(options.count(), left));
        if (list != null) {
            long bytes = 0;
            for (int i = next; i < end; i++) {
                bytes += (long) copies * items[i].element.length;
            }
            list.init();
            list.prepareFor(bytes, (int) Math.min(Integer.MAX_VALUE, (long) copies * (end - next)));
        }
    }

    /** Writes some elements; returns whether there are more. */
    private boolean writes() {
        for (int i = 0; i < STEP && next < end; i++, next++) {
            byte[] element = items[next].element;
            for (int copy = 0; copy < copies; copy++) {
                write(element);
            }
        }
        if (next == end && list != null) {
            list.settle();
        }
        return next < end && (reply == null || reply.settle());
    }

    private void write(byte[] element) {
        written++;
        if (list != null) {
            list.pushLast(element, 0, element.length);
        } else if (reply != null) {
            reply.writer().bulk(element, 0, element.length);
        }
    }
}
