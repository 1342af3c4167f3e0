package onggi.sentinel;

/** How far a failover is, in order. */
enum FailoverState {
    NONE("none"),
    WAIT_START("wait_start"),
    SELECT_REPLICA("select_slave"),
    SEND_NO_ONE("send_slaveof_noone"),
    WAIT_PROMOTION("wait_promotion"),
    RECONFIGURE("reconf_slaves"),
    UPDATE_CONFIG("update_config");

    private final String wireName;

    FailoverState(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the word for it in replies. */
    String wireName() {
        return wireName;
    }

    /** Returns whether the chosen replica is a primary by now, so that there is no way back. */
    boolean isPromoted() {
        return this == RECONFIGURE || this == UPDATE_CONFIG;
    }
}
