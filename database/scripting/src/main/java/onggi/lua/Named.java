package onggi.lua;

/**
 * How an error names a value: by where it came from.
 *
 * @param kind local, global, field, upvalue or method
 */
record Named(String kind, String name) {

    @Override
    public String toString() {
        return kind + " '" + name + "'";
    }
}
