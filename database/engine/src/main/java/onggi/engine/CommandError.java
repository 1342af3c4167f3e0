package onggi.engine;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A user's mistake and the exact text that answers it, code first and without the leading {@code
 * -}.
 */
public final class CommandError {

    /** The key holds another type. */
    public static final CommandError WRONG_TYPE =
            of("WRONGTYPE Operation against a key holding the wrong kind of value");

    /** The arguments do not fit the syntax. */
    public static final CommandError SYNTAX = of("ERR syntax error");

    /** An argument or value is not a 64-bit integer. */
    public static final CommandError NOT_INTEGER =
            of("ERR value is not an integer or out of range");

    /** An argument or value is not a number. */
    public static final CommandError NOT_FLOAT = of("ERR value is not a valid float");

    /** An argument is outside its range. */
    public static final CommandError OUT_OF_RANGE = of("ERR value is out of range");

    /** An argument is an integer, but not one of 32 bits. */
    public static final CommandError NOT_INT =
            of("ERR value is out of range, value must between -2147483648 and 2147483647");

    /** An argument that must be positive is not. */
    public static final CommandError NOT_POSITIVE =
            of("ERR value is out of range, must be positive");

    /** The key does not exist where one is needed. */
    public static final CommandError NO_SUCH_KEY = of("ERR no such key");

    /** Source and destination are the same object. */
    public static final CommandError SAME_OBJECT =
            of("ERR source and destination objects are the same");

    /** The database number is not below {@code databases}. */
    public static final CommandError DB_OUT_OF_RANGE = of("ERR DB index is out of range");

    /** The offset is negative. */
    public static final CommandError OFFSET_OUT_OF_RANGE = of("ERR offset is out of range");

    /** The string would be longer than {@code proto-max-bulk-len}. */
    public static final CommandError STRING_TOO_LONG =
            of("ERR string exceeds maximum allowed size (proto-max-bulk-len)");

    /** Memory is over its limit and nothing can be evicted. */
    public static final CommandError OUT_OF_MEMORY =
            of("OOM command not allowed when used memory > 'maxmemory'.");

    /** The data are not there yet. */
    public static final CommandError LOADING = of("LOADING Redis is loading the dataset in memory");

    /** Authentication comes first. */
    public static final CommandError NO_AUTH = of("NOAUTH Authentication required.");

    /** Name or password are wrong. */
    public static final CommandError WRONG_PASSWORD =
            of("WRONGPASS invalid username-password pair or user is disabled.");

    /** A transaction was given up because a command in it was refused. */
    public static final CommandError EXEC_ABORTED =
            of("EXECABORT Transaction discarded because of previous errors.");

    /** What stands before the error that made EXEC give up. */
    public static final String ABORTED_BECAUSE = "EXECABORT Transaction discarded because of: ";

    private final byte[] wire;
    private final String text;
    private final CommandException exception;
    private final boolean counted;

    private CommandError(String text, boolean counted) {
        this.text = text;
        this.counted = counted;
        this.wire = text.getBytes(StandardCharsets.ISO_8859_1);
        this.exception = new CommandException(this);
    }

    /**
     * Returns an error with this text, code first; bytes outside Latin-1 must have been decoded as
     * Latin-1.
     */
    public static CommandError of(String text) {
        return new CommandError(text, false);
    }

    /** Returns an error that was counted already, where it came from. */
    public static CommandError ofCounted(String text) {
        return new CommandError(text, true);
    }

    /** Returns whether the error was counted already. */
    boolean isCounted() {
        return counted;
    }

    /** Returns the error of a call with the wrong number of arguments. */
    public static CommandError wrongArity(Command command) {
        return of("ERR wrong number of arguments for '" + command.wireName() + "' command");
    }

    /** Returns the error of a command that needs a positive timeout. */
    public static CommandError invalidExpire(String commandName) {
        return of(
                "ERR invalid expire time in '"
                        + commandName.toLowerCase(Locale.ROOT)
                        + "' command");
    }

    /** Returns the exception that carries this error; one instance a constant, without a stack. */
    public CommandException raise() {
        return exception;
    }

    /** Returns the text. */
    public String text() {
        return text;
    }

    /** Returns the first word, which clients tell errors apart by. */
    public String code() {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }

    /** Returns the text as bytes; not to be changed. */
    public byte[] wire() {
        return wire;
    }

    @Override
    public String toString() {
        return text;
    }
}
