package onggi.net.acl;

/** Why a rule of a user was not accepted, with Redis's words. */
public enum RuleError {
    /** Not a rule. */
    SYNTAX("Syntax error"),
    /** A command or category that is not there; it may be in another version. */
    UNKNOWN("Unknown command or category name in ACL"),
    /** A key pattern where all keys are allowed. */
    KEY_AFTER_ALL(
            "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not"
                    + " have any effect. Try 'resetkeys' to start with an empty list of patterns"),
    /** A channel pattern where all channels are allowed. */
    CHANNEL_AFTER_ALL(
            "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does"
                    + " not have any effect. Try 'resetchannels' to start with an empty list of"
                    + " channels"),
    /** No such password to take away. */
    NO_PASSWORD("The password you are trying to remove from the user does not exist"),
    /** Not a SHA-256 in hexadecimal digits. */
    BAD_HASH(
            "The password hash must be exactly 64 characters and contain only lowercase hexadecimal"
                    + " characters"),
    /** Two lines for one user. */
    DUPLICATE("Duplicate user found. A user can only be defined once in config files"),
    /** A first argument of what is a subcommand itself. */
    ARGUMENT_OF_SUBCOMMAND("Allowing first-arg of a subcommand is not supported"),
    /** A database number beyond all. */
    DATABASE_RANGE("The provided database ID is out of range");

    private final String text;

    RuleError(String text) {
        this.text = text;
    }

    /** Returns the words. */
    public String text() {
        return text;
    }
}
