package onggi.lua;

/** Makes sure that work which must not stop half-way finds room on the Java stack. */
final class StackRoom {

    private static final int LEVELS = 40;

    private StackRoom() {}

    /**
     * Uses as much of the stack as the work after it will, so that an overflow comes now.
     *
     * @throws StackOverflowError when there is too little left
     */
    static void ensure() {
        dig(LEVELS, 1, 2, 3);
    }

    private static long dig(int levels, long a, long b, long c) {
        return levels == 0 ? a : dig(levels - 1, b + a, c ^ b, a + levels) + c;
    }
}
