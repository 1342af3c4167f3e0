package onggi.server;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Leads the messages of every room, and of the JDK, into the server's {@link Log}. Named in the
 * program's jar only, so that a store inside another program logs where that program wants.
 */
public final class ServerLoggerFinder extends System.LoggerFinder {

    /**
     * The JDK's, which tells of each exit with a stack; the exits of the server have lines of their
     * own.
     */
    private static final String EXITS = "java.lang.Runtime";

    /** Made by the JDK. */
    public ServerLoggerFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new ServerLogger(name);
    }

    /** A name and the way to the log. */
    private record ServerLogger(String name) implements System.Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.OFF && !name.equals(EXITS) && Log.isOn(levelOf(level));
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                String message,
                @Nullable Throwable thrown) {
            if (!isLoggable(level)) {
                return;
            }
            if (thrown == null) {
                Log.write(levelOf(level), message);
            } else {
                Log.write(levelOf(level), message, thrown);
            }
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                String format,
                Object @Nullable ... parameters) {
            if (isLoggable(level)) {
                boolean plain = parameters == null || parameters.length == 0;
                Log.write(
                        levelOf(level), plain ? format : MessageFormat.format(format, parameters));
            }
        }

        private static Log.Level levelOf(Level level) {
            return switch (level) {
                case ALL, TRACE -> Log.Level.DEBUG;
                case DEBUG -> Log.Level.VERBOSE;
                case INFO -> Log.Level.NOTICE;
                case WARNING, ERROR, OFF -> Log.Level.WARNING;
            };
        }
    }
}
