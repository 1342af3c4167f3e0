package onggi.rdb;

import java.io.IOException;
import onggi.types.Encoding;
import onggi.types.ListValue;
import onggi.types.ValueType;

/** Reads lists. */
final class ListReader {

    private static final int PLAIN = 1;
    private static final int PACKED = 2;

    /** An announcement that makes a list a chain. */
    private static final long MUCH = Integer.MAX_VALUE;

    private final RdbInput in;
    private final RdbText text = new RdbText();
    private final RdbText pack = new RdbText();
    private final ListPackCursor listPack;
    private final ZipListCursor zipList;

    ListReader(RdbInput in) {
        this.in = in;
        this.listPack = new ListPackCursor(in, "Quicklist listpack");
        this.zipList = new ZipListCursor(in, "List ziplist");
    }

    boolean read(int type, LoadedValue target) throws IOException {
        long count = type == RdbType.LIST_ZIPLIST ? 1 : in.count(1);
        target.begin(ValueType.LIST);
        ListValue list = target.values().list();
        for (long i = 0; i < count; i++) {
            switch (type) {
                case RdbType.LIST -> {
                    in.string(text);
                    push(list);
                }
                case RdbType.LIST_QUICKLIST_2 -> node(list, count == 1, target);
                default -> {
                    in.string(pack);
                    pushAll(list, zipList);
                }
            }
        }
        return !list.isEmpty();
    }

    /** Reads a node of a quick list; the only one of a short list becomes the whole value. */
    private void node(ListValue list, boolean only, LoadedValue target) throws IOException {
        long container = in.number();
        if (container == PLAIN) {
            in.string(text);
            if (text.length == 0) {
                throw in.fail("a plain node of a list without a byte");
            }
            push(list);
            return;
        }
        if (container != PACKED) {
            throw in.fail("bad node of a list: container=" + Long.toUnsignedString(container));
        }
        in.string(pack);
        int count = listPack.count(pack);
        if (!only) {
            list.prepareFor(MUCH, 0);
        } else if (listPack.isCanonical() && count > 0) {
            target.packed(ValueType.LIST, Encoding.LISTPACK, pack);
            list.prepareFor(0, 0);
            return;
        }
        pushAll(list, listPack);
    }

    private void pushAll(ListValue list, PackCursor cursor) throws IOException {
        cursor.open(pack);
        while (cursor.next()) {
            cursor.get(text);
            push(list);
        }
    }

    private void push(ListValue list) {
        list.prepareFor(text.length, 1);
        list.pushLast(text.bytes, text.offset, text.length);
    }
}
