package onggi.engine;

/**
 * Sees to it, in builds that check assertions, that no command touches a key at an argument which
 * its key specifications do not name: locks, access rules and tracking would not know of it.
 */
final class KeyAudit {

    private static final ThreadLocal<CommandKeys> KEYS = ThreadLocal.withInitial(CommandKeys::new);

    /**
     * Calls with more are not looked at, since every key of them asks; nor are those that hold
     * everything because of what their keys do not tell.
     */
    private static final int MOST_ARGUMENTS = 100;

    private static final int WRITING =
            KeyFlag.INSERT.bit() | KeyFlag.UPDATE.bit() | KeyFlag.DELETE.bit();

    private KeyAudit() {}

    /** Returns whether the specifications of the call's command name the key at an argument. */
    static boolean mayTouch(Call call, int argument) {
        return isNamed(call, argument, false);
    }

    /** Returns whether they also say that it may be changed. */
    static boolean mayChange(Call call, int argument) {
        return isNamed(call, argument, true);
    }

    private static boolean isNamed(Call call, int argument, boolean changed) {
        Command command = call.command();
        if (command.is(CommandFlag.ADMIN) && command.keys().isEmpty()) {
            return true; // such as DEBUG OBJECT, which nobody may use who may not use all keys
        }
        if (call.argc() > MOST_ARGUMENTS || command.needsAllShards(call)) {
            return true;
        }
        CommandKeys keys = KEYS.get();
        int count = keys.find(call);
        for (int i = 0; i < count; i++) {
            if (keys.position(i) == argument && (!changed || (keys.flags(i) & WRITING) != 0)) {
                return true;
            }
        }
        return false;
    }
}
