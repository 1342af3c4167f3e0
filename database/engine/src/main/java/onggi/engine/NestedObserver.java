package onggi.engine;

/**
 * Is told of commands that ran inside another, such as those of a transaction. It has no constant:
 * an interface with one would keep its lambdas out of the ahead-of-time cache.
 */
public interface NestedObserver {

    /**
     * Takes notice of a command that just ran.
     *
     * @param call the command; valid only now
     * @param ns how long it took
     * @param replyBytes the length of its reply
     */
    void ran(Call call, long ns, long replyBytes);

    /** Takes notice of a command that just ran for a script, like {@link #ran}. */
    default void ranInScript(Call call, long ns, long replyBytes) {}

    /** Takes notice of a script whose commands are going to run. */
    default void begins(Call script) {}
}
