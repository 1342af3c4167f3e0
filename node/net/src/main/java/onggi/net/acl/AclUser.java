package onggi.net.acl;

/**
 * A user, whom connections refer to. Another one of the same name, after this one was deleted, is
 * somebody else. Thread-safe.
 */
public final class AclUser {

    private final String name;
    private volatile UserRules rules;
    private volatile boolean restricted;
    private volatile boolean deleted;

    AclUser(String name, UserRules rules) {
        this.name = name;
        this.rules = rules;
        this.restricted = !rules.isUnrestricted();
    }

    /** Returns the name, bytes as Latin-1 text. */
    public String name() {
        return name;
    }

    /** Returns what the user may do now; never changed. */
    public UserRules rules() {
        return rules;
    }

    /** Returns whether there is anything the user may not do. */
    public boolean isRestricted() {
        return restricted;
    }

    /** Returns whether the user is there no more. */
    public boolean isDeleted() {
        return deleted;
    }

    void rules(UserRules changed) {
        restricted = true;
        rules = changed;
        restricted = !changed.isUnrestricted();
    }

    void delete(UserRules nothing) {
        deleted = true;
        rules(nothing);
    }
}
