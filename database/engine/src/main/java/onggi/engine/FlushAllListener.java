package onggi.engine;

/** Who has to do something when all databases are emptied at once; every shard is held. */
public interface FlushAllListener {

    /** Takes note that all keys are about to go. */
    void before();

    /**
     * Takes note that they are gone.
     *
     * @param changes what the command is going to count
     */
    void after(Execution execution, long changes);
}
