package onggi.types;

import java.util.function.Consumer;

/** What lets parts of a stream be freed later that are not to be freed at once. */
@FunctionalInterface
public interface StreamBurial {

    /** Frees everything at once. */
    StreamBurial NONE = giver -> false;

    /**
     * Makes a grave and fills it.
     *
     * @param giver hands things over, or throws before it has changed anything
     * @return whether that was done; not when memory ran out
     */
    boolean bury(Consumer<StreamGrave> giver);
}
