package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** The state of a {@link Table} that lies in a value: read into the object and written back. */
final class TableHome {

    /*
     * The header: size (long) | place of the directory (long) | segments (int) | deepest (24 bits)
     * and depth of the directory (8).
     */
    private static final int PLACE_AT = 8;
    private static final int SEGMENTS_AT = 16;
    private static final int DEPTHS_AT = 20;
    private static final int DEPTH_SHIFT = 24;

    private TableHome() {}

    static void begin(Table table, Cell cell) {
        turn(table, cell);
        table.segments = 0;
        table.deepest = 0;
        table.size = 0;
        table.directory.open(table.slab, 0, 0);
    }

    @HotPath
    private static void turn(Table table, Cell cell) {
        Slab slab = cell.slab();
        table.slab = slab;
        table.memory = slab.memory();
        table.seed = cell.hashSeed();
    }

    @HotPath
    static void open(Table table, Cell cell, long address) {
        turn(table, cell);
        final Memory memory = table.memory;
        table.size = memory.longAt(address);
        table.segments = memory.intAt(address + SEGMENTS_AT);
        int depths = memory.intAt(address + DEPTHS_AT);
        table.deepest = depths & ((1 << DEPTH_SHIFT) - 1);
        table.directory.open(table.slab, depths >>> DEPTH_SHIFT, memory.longAt(address + PLACE_AT));
    }

    @HotPath
    static void close(Table table, long address) {
        final Memory memory = table.memory;
        memory.putLong(address, table.size);
        memory.putLong(address + PLACE_AT, table.directory.place());
        memory.putInt(address + SEGMENTS_AT, table.segments);
        memory.putInt(address + DEPTHS_AT, table.deepest | table.directory.depth << DEPTH_SHIFT);
    }
}
