package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/** A {@link ListPack} that is the whole value of a {@link Cell}. */
public final class CellPack extends PackEditor {

    /** A growing pack asks for one part in so many of its length as room to grow on. */
    private static final int ROOM_PART = 8;

    /** Room is not worth less than this: a short element or two. */
    private static final int LEAST_ROOM_BYTES = 8;

    private final Cell cell;

    /** Creates the editor of a cell. */
    public CellPack(Cell cell) {
        this.cell = cell;
    }

    /** Makes the cell an empty pack. */
    public void init(int encoding) {
        cell.reshape(encoding, ListPack.EMPTY_BYTES, 0, LEAST_ROOM_BYTES);
        ListPack.init(memory(), address());
    }

    @Override
    @HotPath
    public Memory memory() {
        return cell.memory();
    }

    @Override
    @HotPath
    public long address() {
        return cell.valueAddress();
    }

    @Override
    @HotPath
    protected void resize(int bytes, int kept) {
        int room = bytes > kept ? Math.max(LEAST_ROOM_BYTES, bytes / ROOM_PART) : 0;
        cell.reshape(cell.encoding(), bytes, kept, room);
    }
}
