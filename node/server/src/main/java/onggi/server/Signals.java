package onggi.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Setting;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.server.config.GeneralDirectives;

/**
 * SIGTERM and SIGINT end the server as SHUTDOWN does, with status 0; SIGABRT at once, with a
 * report.
 *
 * <p>The JDK's own way is the class sun.misc.Signal of the supported module jdk.unsupported,
 * reached by reflection because the compiler warns of its package. Where it is missing, a shutdown
 * hook does nearly the same.
 */
final class Signals {

    /** How often it is looked whether what stands in the way of the end is gone. */
    private static final long LOOK_MS = 10;

    /** What a task answers that is not to come again. */
    private static final long DONE = -1;

    private final Settings settings;
    private final Engine engine;
    private final Shutdown shutdown;
    private final EventLoop loop;

    private Signals(Settings settings, Engine engine, Shutdown shutdown, EventLoop loop) {
        this.settings = settings;
        this.engine = engine;
        this.shutdown = shutdown;
        this.loop = loop;
    }

    /**
     * Takes the signals over. The first reply does not wait for it, as the loops run by then; the
     * line that says the server is ready does, as tools may send a signal once they saw it.
     *
     * @param loop on which the server is ended, as that reads all data
     */
    static void install(Settings settings, Engine engine, Shutdown shutdown, EventLoop loop) {
        Signals signals = new Signals(settings, engine, shutdown, loop);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        shutdown.runFromHook(
                                                "Received a signal, shutting down...", loop),
                                "shutdown"));
        try {
            signals.handle(
                    "TERM", () -> signals.received("TERM", GeneralDirectives.SHUTDOWN_ON_SIGTERM));
            signals.handle(
                    "INT", () -> signals.received("INT", GeneralDirectives.SHUTDOWN_ON_SIGINT));
            signals.handle("HUP", () -> {}); // the terminal may go
            signals.handle("ABRT", () -> CrashReport.crash(CrashReport.ABORT));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Log.write(Log.Level.VERBOSE, "Signals are left to the Java machine: " + e);
        }
    }

    private void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signalClass = Class.forName("sun.misc.Signal");
        Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
        Object handler =
                Proxy.newProxyInstance(
                        handlerClass.getClassLoader(),
                        new Class<?>[] {handlerClass},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "handle" -> {
                                        action.run();
                                        yield this;
                                    }
                                    case "hashCode" -> name.hashCode();
                                    case "equals" -> proxy.hashCode() == arguments[0].hashCode();
                                    default -> "handler of SIG" + name;
                                });
        try {
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            signalClass
                    .getMethod("handle", signalClass, handlerClass)
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException("cannot handle SIG" + name, e);
        }
    }

    /** Runs on a thread of the Java machine's own. */
    private void received(String name, Setting setting) {
        if (!shutdown.request()) {
            if (name.equals("INT")) {
                shutdown.insist();
            }
            return;
        }
        Set<String> words = new HashSet<>();
        settings.words(setting).forEach(word -> words.add(ServerAssembly.upper(word)));
        Log.warning("Received SIG" + name + " scheduling shutdown...");
        loop.schedule(nowMs -> carryOut(words));
    }

    /** Ends the server unless that is not wanted any more; returns when to come again. */
    private long carryOut(Set<String> words) {
        if (shutdown.isRequested() && engine.settings().cronPaused()) {
            return LOOK_MS;
        }
        if (shutdown.isRequested()) {
            Execution execution = loop.execution();
            execution.holdingAll(() -> end(words, execution));
        }
        return DONE;
    }

    private void end(Set<String> words, Execution execution) {
        Shutdown.Outcome outcome = shutdown.run("User requested shutdown...", words, execution);
        if (outcome == Shutdown.Outcome.FAILED) {
            shutdown.abortRequest();
            Log.warning(
                    "Errors trying to shut down the server. Check the logs for more information.");
        }
    }
}
