package onggi.engine;

/** From where a command comes when it is checked whether its session may run it. */
public enum AccessContext {
    /** From a client. */
    TOPLEVEL,
    /** From a client's transaction. */
    MULTI,
    /** From a script. */
    LUA
}
