package onggi.commands;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Memory;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.types.ListValue;
import onggi.types.MemberVisitor;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** The elements that SORT works on. */
final class SortSource {

    /** Where a range of elements begins and how many it has. */
    private record Range(long from, long count) {

        static Range of(SortOptions options, long size) {
            long from = Math.clamp(options.offset(), 0, size);
            long count = options.count() < 0 ? size : options.count();
            return new Range(from, Math.min(count, size - from));
        }
    }

    private SortSource() {}

    /** Returns how many elements a key has, 0 when it is absent; raises WRONGTYPE. */
    static long size(Entry source) {
        if (!source.exists()) {
            return 0;
        }
        return switch (source.type()) {
            case ValueType.LIST -> source.list().size();
            case ValueType.SET -> source.set().size();
            case ValueType.ZSET -> source.zset().size();
            default -> throw CommandError.WRONG_TYPE.raise();
        };
    }

    /**
     * Returns the options for the value of a key.
     *
     * @param fixed whether the result must be the same wherever the command runs
     */
    static SortOptions options(Entry source, SortOptions asked, boolean fixed) {
        boolean isSet = source.exists() && source.type() == ValueType.SET;
        return isSet && fixed && !asked.sorted() ? asked.inAnyFixedOrder() : asked;
    }

    /**
     * Returns copies of the elements of a key, those of a limit only when they are not to be
     * sorted; none when the key is absent.
     */
    static List<byte[]> elements(Entry source, SortOptions options) {
        if (!source.exists()) {
            return List.of();
        }
        return switch (source.type()) {
            case ValueType.LIST -> ofList(source.list(), options);
            case ValueType.SET -> ofSet(source, options);
            case ValueType.ZSET -> ofZset(source.zset(), options);
            default -> throw CommandError.WRONG_TYPE.raise();
        };
    }

    /** Returns the part of sorted elements that the limit asks for. */
    static List<byte[]> limited(List<byte[]> elements, SortOptions options) {
        Range range = Range.of(options, elements.size());
        int from = Math.toIntExact(range.from());
        return elements.subList(from, from + Math.toIntExact(range.count()));
    }

    /** Unsorted elements keep the order of the list, from its end when descending. */
    private static List<byte[]> ofList(ListValue list, SortOptions options) {
        long size = list.size();
        boolean part = !options.sorted();
        boolean backward = part && options.descending();
        Range range = part ? Range.of(options, size) : new Range(0, size);
        List<byte[]> elements = new ArrayList<>(Math.toIntExact(range.count()));
        boolean there =
                range.count() > 0 && list.seek(backward ? size - 1 - range.from() : range.from());
        while (there && elements.size() < range.count()) {
            elements.add(list.copy());
            there = backward ? list.previous() : list.next();
        }
        return elements;
    }

    /** Unsorted members keep the order of their scores, from the highest when descending. */
    private static List<byte[]> ofZset(ZsetValue zset, SortOptions options) {
        long size = zset.size();
        boolean part = !options.sorted();
        boolean backward = part && options.descending();
        Range range = part ? Range.of(options, size) : new Range(0, size);
        List<byte[]> members = new ArrayList<>(Math.toIntExact(range.count()));
        if (range.count() > 0) {
            zset.seek(backward ? size - 1 - range.from() : range.from());
        }
        while (members.size() < range.count()) {
            members.add(zset.member().copy());
            if (backward) {
                zset.previous();
            } else {
                zset.next();
            }
        }
        return members;
    }

    private static List<byte[]> ofSet(Entry source, SortOptions options) {
        List<byte[]> elements = new ArrayList<>();
        source.set()
                .forEach(
                        new MemberVisitor() {
                            @Override
                            public void integer(long value) {
                                elements.add(
                                        Long.toString(value).getBytes(StandardCharsets.US_ASCII));
                            }

                            @Override
                            public void text(Memory memory, long address, int length) {
                                byte[] text = new byte[length];
                                memory.copyOut(address, text, 0, length);
                                elements.add(text);
                            }
                        });
        return options.sorted() ? elements : limited(elements, options);
    }
}
