package onggi.sentinel;

import java.util.Locale;

/** What is known of an instance at present; in the order in which replies list them. */
enum Flag {
    /** This sentinel cannot reach it. */
    S_DOWN,
    /** Enough sentinels cannot reach it. */
    O_DOWN,
    /** Of another sentinel: it says that the primary is down. */
    MASTER_DOWN,
    FAILOVER_IN_PROGRESS,
    /** The replica chosen to become the primary. */
    PROMOTED,
    /** A replica that was told to follow the new primary. */
    RECONF_SENT,
    /** A replica that knows the new primary and has not caught up. */
    RECONF_INPROG,
    /** A replica that follows the new primary. */
    RECONF_DONE,
    /** A failover that an operator asked for, which needs no votes. */
    FORCE_FAILOVER,
    SCRIPT_KILL_SENT,
    /** The primary has another run id than before, and has not answered since. */
    MASTER_REBOOT;

    /** Returns the word for it in replies. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
