package onggi.rdb;

import java.io.IOException;

/** Who gets what a file holds, in the order of the file. */
public interface RdbVisitor {

    /** Gets a fact about the file or the server that wrote it. */
    default void aux(RdbText name, RdbText value) throws IOException {}

    /** Gets the number of the database to which the next keys belong. */
    default void database(int number) throws IOException {}

    /** Gets how many keys the database has, and how many of them expire. */
    default void sizes(long keys, long expiring) throws IOException {}

    /** Gets the code of a library of functions. */
    default void function(RdbText code) throws IOException {}

    /** Hears of what a module wrote beside the keys, which was skipped. */
    default void skippedModule(String name) throws IOException {}

    /** Returns where the value of a key is to be read into. */
    LoadedValue home(RdbKey key) throws IOException;

    /** Gets a key; the value is that of {@link #home}, and is closed afterwards. */
    void key(RdbKey key, LoadedValue value) throws IOException;

    /** Hears of a key whose collection has no elements, which is no key. */
    default void emptyKey(RdbKey key) throws IOException {}

    /** Hears that the file ended as it should, and whether it has a checksum. */
    default void end(boolean summed) throws IOException {}
}
