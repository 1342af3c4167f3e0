package onggi.systemtest.rules.sample.resp;

import onggi.systemtest.rules.sample.types.Value;

/** Half of a cycle of packages. */
public final class Writer {

    /** Writes a value. */
    public long write(Value value) {
        return value.now();
    }
}
