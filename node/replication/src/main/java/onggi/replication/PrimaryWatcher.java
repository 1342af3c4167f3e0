package onggi.replication;

import org.jspecify.annotations.Nullable;

/** What the link to the primary means for the rest of the server. */
interface PrimaryWatcher {

    /** All data are about to be replaced: nobody can go on who follows this server. */
    void replacing();

    /** All data were replaced by those of a history up to an offset. */
    void replaced(String id, long offset);

    /** The stream goes on, under another name of its history if one is given. */
    void goesOn(@Nullable String id);

    /** The server that is followed takes this one for its replica. */
    void accepted();

    /** The server that was to take over refused to. */
    void refused();
}
