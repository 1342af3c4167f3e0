package onggi.sentinel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sentinel does to the world outside: its actions. Everything is called on one thread, and
 * what comes of it is told on the same one. A simulator gives a world of its own.
 */
public interface World {

    /** Begins to connect. */
    Wire connect(String address, int port, Wire.Listener listener);

    /**
     * Returns the address that a name stands for, or null when that is not known.
     *
     * @param name no literal address
     */
    @Nullable String resolve(String name);

    /** Tells those who listen to a channel of this sentinel. */
    void publish(String channel, String message);

    /**
     * Puts the state into the configuration file; returns when it would outlast a power cut.
     *
     * @return null, or why it could not be done
     */
    @Nullable String save();

    /** Returns whether a file can be executed. */
    boolean isExecutable(String path);

    /**
     * Starts a program; {@link Sentinel#scriptEnded} is told of its end.
     *
     * @param command its path and arguments
     * @return the process id, or -1 when it cannot be started
     */
    long startScript(List<String> command);

    /** Ends a program at once. */
    void killScript(long pid);

    /** Ends this process at once, as a failure that was asked for. */
    void crash();

    /** Returns a number from 0 up to, not including, a bound. */
    long random(long bound);

    /** Returns the port that other sentinels reach this one at. */
    int port();

    /** Returns the password that this sentinel's own clients need, empty for none. */
    String password();

    /** Sets the least level of the log by its name in the configuration. */
    void logLevel(String name);

    /** Returns the name of the least level of the log. */
    String logLevel();
}
