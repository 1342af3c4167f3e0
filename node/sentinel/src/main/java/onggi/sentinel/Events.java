package onggi.sentinel;

import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens: the log, those who listen to the channel named like the event, and the script
 * of the primary when it matters.
 */
final class Events {

    private static final System.Logger LOG = System.getLogger("onggi.sentinel");

    private final State state;
    private final Scripts scripts;

    Events(State state, Scripts scripts) {
        this.state = state;
        this.scripts = scripts;
    }

    /** Something that matters to operators happened to an instance. */
    void alarm(String type, Instance about) {
        alarm(type, about, "");
    }

    /** The same, with more words. */
    void alarm(String type, Instance about, String more) {
        tell(Level.WARNING, type, about, describe(about) + more);
    }

    /** Something happened to an instance. */
    void notice(String type, Instance about) {
        notice(type, about, "");
    }

    /** The same, with more words. */
    void notice(String type, Instance about, String more) {
        tell(Level.INFO, type, about, describe(about) + more);
    }

    /** Tells an event with these words and no others. */
    void tell(Level level, String type, @Nullable Instance about, String message) {
        LOG.log(level, type + " " + message);
        if (level == Level.TRACE) {
            return;
        }
        state.world.publish(type, message);
        if (level == Level.WARNING && about != null) {
            String script = about.primary().notificationScript;
            if (!script.isEmpty()) {
                scripts.add(List.of(script, type, message));
            }
        }
    }

    /** Something for the log only. */
    void log(String text) {
        LOG.log(Level.INFO, text);
    }

    /** Something for the log only that an operator should see. */
    void warn(String text) {
        LOG.log(Level.WARNING, text);
    }

    /** Returns what an instance is, where it is and whom it belongs to. */
    String describe(Instance about) {
        String text = ends(about);
        return about.role == Role.PRIMARY ? text : text + " @ " + named(about.primary());
    }

    private String ends(Instance about) {
        return about.role.wireName() + " " + named(about);
    }

    private String named(Instance about) {
        return about.name + " " + state.shown(about.address) + " " + about.address.port();
    }
}
