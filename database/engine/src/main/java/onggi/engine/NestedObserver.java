package onggi.engine;

/** Is told of commands that ran inside another, such as those of a transaction. */
@FunctionalInterface
public interface NestedObserver {

    /**
     * Takes notice of a command that just ran.
     *
     * @param call the command; valid only now
     * @param ns how long it took
     * @param replyBytes the length of its reply
     */
    void ran(Call call, long ns, long replyBytes);
}
