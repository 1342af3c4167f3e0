package onggi.types;

import onggi.bytes.Memory;

/** Who gets the members of a set one after another. The set must not change meanwhile. */
public interface MemberVisitor {

    /** Gets a member that is kept as an integer and stands for its decimal digits. */
    void integer(long value);

    /** Gets a member that lies in memory. */
    void text(Memory memory, long address, int length);
}
