package onggi.net.acl;

import onggi.engine.Command;

/** What a refused command was refused for; of several, the one that comes later here is told. */
public enum Denial {
    /** The database it works on. */
    DATABASE(
            "database",
            "NOPERM No permissions to access database",
            "no permission to access the database",
            "No permissions to access database"),
    /** The command itself. */
    COMMAND(
            "command",
            "NOPERM this user has no permissions to run the '%s' command",
            "no permission to execute the command or subcommand",
            "can't run this command or subcommand"),
    /** One of its keys. */
    KEY(
            "key",
            "NOPERM this user has no permissions to access one of the keys used as arguments",
            "no permission to touch the specified keys",
            "can't access at least one of the keys mentioned in the command arguments"),
    /** One of its channels. */
    CHANNEL(
            "channel",
            "NOPERM this user has no permissions to access one of the channels used as arguments",
            "no permission to access one of the channels used as arguments",
            "can't publish to the channel mentioned in the command"),
    /** Name and password do not belong together. */
    AUTH("auth", "", "", ""),
    /** No user has the name of a client's certificate. */
    CERTIFICATE("tls-cert", "", "", "");

    private static final String CHANGED =
            "NOPERM ACLs rules changed between the moment the transaction was accumulated and the"
                    + " EXEC call. This command is no longer allowed for the following reason: ";

    private final String word;
    private final String error;
    private final String inTransaction;
    private final String inScript;

    Denial(String word, String error, String inTransaction, String inScript) {
        this.word = word;
        this.error = error;
        this.inTransaction = inTransaction;
        this.inScript = inScript;
    }

    /** Returns the reason as ACL LOG tells it. */
    public String word() {
        return word;
    }

    /** Returns the error that answers a client's command. */
    public String error(Command command) {
        return error.replace("%s", command.wireName());
    }

    /** Returns the error in the place of a reply of EXEC. */
    public String errorInTransaction() {
        return CHANGED + inTransaction;
    }

    /** Returns the error of a script's command. */
    public String errorInScript() {
        return "NOPERM The user executing the script " + inScript;
    }
}
