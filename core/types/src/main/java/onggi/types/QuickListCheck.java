package onggi.types;

import static onggi.bytes.Invariant.check;

/** Verifies a {@link QuickList}. */
final class QuickListCheck {

    private QuickListCheck() {}

    static void run(Cell cell, QuickList list) {
        long count = 0;
        int nodes = 0;
        long previous = NodePack.NONE;
        for (long link = list.head(); link != NodePack.NONE; ) {
            NodePack node = list.open(link);
            check(node.previousLink() == previous, "node {} has a wrong previous link", nodes);
            check(node.count() > 0, "node {} is empty", nodes);
            check(
                    node.capacity() == NodePack.capacityOf(cell.slab(), link)
                            && node.address() + node.bytes()
                                    <= NodePack.addressOf(cell.slab(), link) + node.capacity(),
                    "node {} does not fit its block",
                    nodes);
            ListPackCheck.run(cell.memory(), node.address());
            count += node.count();
            nodes++;
            previous = link;
            link = node.nextLink();
        }
        check(list.tail() == previous, "the last node is not the tail");
        check(list.count() == count, "elements: {}, header: {}", count, list.count());
        check(list.nodes() == nodes, "nodes: {}, header: {}", nodes, list.nodes());
    }
}
