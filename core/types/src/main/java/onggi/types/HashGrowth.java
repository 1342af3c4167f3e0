package onggi.types;

import onggi.bytes.SlabFullException;

/** How a small hash becomes a {@link HashTable}. */
final class HashGrowth {

    private HashGrowth() {}

    /**
     * Makes a small hash a table with the same fields, values and moments; nobody watches it
     * meanwhile.
     *
     * @param pack the hash in the cell
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    static void toTable(Cell cell, HashPack pack) {
        try (ScratchCell trial = new ScratchCell(cell)) {
            HashTable successor = new HashTable(trial);
            try {
                successor.init(pack.hasMoments());
                fill(successor, pack);
                trial.handOver();
            } catch (SlabFullException e) {
                successor.freeAll();
                throw e;
            }
        }
    }

    private static void fill(HashTable successor, HashPack pack) {
        for (int at = pack.first(); at != ListPack.NONE; at = pack.nextField(at)) {
            byte[] name = pack.copy(at);
            byte[] text = pack.copy(pack.next(at));
            successor.find(name, 0, name.length);
            successor.add(name, 0, name.length, text, 0, text.length);
            if (pack.moment(at) != HashPack.NO_MOMENT) {
                successor.expireAt(pack.moment(at));
            }
        }
    }
}
