package onggi.server.config;

/** A configuration that the server cannot start with. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int lineNumber;
    private final String line;

    /** Creates an exception about a line; its number counts from 1. */
    public ConfigException(int lineNumber, String line, String reason) {
        super(reason, null, false, false);
        this.lineNumber = lineNumber;
        this.line = line;
    }

    /** Creates an exception about the configuration as a whole. */
    public ConfigException(String reason) {
        this(0, "", reason);
    }

    /** Returns the number of the line, or 0 when the configuration as a whole is at fault. */
    public int lineNumber() {
        return lineNumber;
    }

    /** Returns the line. */
    public String line() {
        return line;
    }

    /**
     * Returns the whole message as Redis words it.
     *
     * @param version the version of Redis to name
     */
    public String fatalText(String version) {
        if (lineNumber == 0) {
            return getMessage() + "\n";
        }
        StringBuilder text =
                new StringBuilder("\n*** FATAL CONFIG FILE ERROR (Redis ")
                        .append(version)
                        .append(") ***\n");
        text.append("Reading the configuration file, at line ").append(lineNumber).append('\n');
        text.append(">>> '").append(line).append("'\n");
        return text.append(getMessage()).append('\n').toString();
    }
}
