package onggi.bytes;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger that looks for the program's way of logging when it is first used. Thread-safe.
 *
 * <p>The look reads the index of the jar, which costs a server that has nothing to say yet a tenth
 * of its start.
 */
public final class LateLogger implements System.Logger {

    private final String name;
    private volatile System.@Nullable Logger found;

    private LateLogger(String name) {
        this.name = name;
    }

    /** Returns the logger of a class. */
    public static System.Logger of(Class<?> owner) {
        return of(owner.getName());
    }

    /** Returns the logger of this name. */
    public static System.Logger of(String name) {
        return new LateLogger(name);
    }

    private System.Logger logger() {
        System.Logger logger = found;
        if (logger == null) {
            logger = System.getLogger(name);
            found = logger;
        }
        return logger;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger().isLoggable(level);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String text,
            @Nullable Throwable thrown) {
        logger().log(level, bundle, text, thrown);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... values) {
        logger().log(level, bundle, format, values);
    }
}
