package onggi.sentinel;

/** What an instance is to a sentinel, or says that it is. */
enum Role {
    PRIMARY("master"),
    REPLICA("slave"),
    SENTINEL("sentinel");

    private final String wireName;

    Role(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the word for it in events and replies. */
    String wireName() {
        return wireName;
    }
}
