package onggi.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onggi.engine.Engine;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.sentinel.Lines;
import onggi.sentinel.LinkWire;
import onggi.sentinel.Sentinel;
import onggi.sentinel.Wire;
import onggi.sentinel.World;
import onggi.server.config.AccessDirectives;
import onggi.server.config.ByteText;
import onggi.server.config.ConfigFiles;
import onggi.server.config.ConfigRewriter;
import onggi.server.config.ConfigWriter;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.NetworkDirectives;
import org.jspecify.annotations.Nullable;

/** What a sentinel of this process acts on: its event loop, its file, programs, the log. */
final class SentinelWorld implements World {

    /** What the Java machine adds to a signal to make a status of it. */
    private static final int SIGNALLED = 128;

    private static final int CRASH_STATUS = 99;

    private final Engine engine;
    private final EventLoop loop;
    private final Settings settings;
    private final Path file;
    private final HostNames names;
    private final Map<Long, Process> programs = new HashMap<>();
    private @Nullable Sentinel sentinel;

    SentinelWorld(Engine engine, EventLoop loop, Settings settings, Path file) {
        this.engine = engine;
        this.loop = loop;
        this.settings = settings;
        this.file = file;
        this.names = new HostNames(engine.clock());
    }

    /** Sets whose world this is. */
    void of(Sentinel owner) {
        sentinel = owner;
    }

    @Override
    public Wire connect(String address, int port, Wire.Listener listener) {
        String source = settings.text(NetworkDirectives.BIND_SOURCE);
        return new LinkWire(loop, engine.clock(), address, port, source, listener);
    }

    @Override
    public @Nullable String resolve(String name) {
        return names.resolve(ByteText.toUnicode(name));
    }

    @Override
    public void publish(String channel, String message) {
        byte[] name = channel.getBytes(StandardCharsets.ISO_8859_1);
        byte[] text = message.getBytes(StandardCharsets.ISO_8859_1);
        loop.execution().publisher().publish(name, 0, name.length, text, 0, text.length);
    }

    @Override
    public @Nullable String save() {
        Sentinel owner = sentinel;
        if (owner == null) {
            return "there is no sentinel yet";
        }
        try {
            ConfigWriter.replace(
                    file,
                    old ->
                            Lines.merge(
                                    ConfigRewriter.rewrite(old, settings, false), owner.lines()));
            return null;
        } catch (IOException e) {
            return ConfigFiles.reason(e);
        }
    }

    // ---- programs

    @Override
    public boolean isExecutable(String path) {
        return Files.isExecutable(program(path));
    }

    /** Relative paths start from {@code dir}, and programs run there. */
    private Path program(String path) {
        return folder().resolve(ByteText.toUnicode(path));
    }

    private Path folder() {
        return Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR)));
    }

    @Override
    public long startScript(List<String> command) {
        List<String> words = new ArrayList<>(command.stream().map(ByteText::toUnicode).toList());
        words.set(0, program(command.getFirst()).toString());
        try {
            Process process =
                    new ProcessBuilder(words)
                            .directory(folder().toFile())
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            programs.put(process.pid(), process);
            var _ =
                    process.onExit()
                            .whenComplete((ended, failure) -> loop.post(() -> ended(process)));
            return process.pid();
        } catch (IOException e) {
            return -1;
        }
    }

    private void ended(Process process) {
        programs.remove(process.pid());
        int value = process.exitValue();
        int signal = value > SIGNALLED ? value - SIGNALLED : 0;
        Sentinel owner = sentinel;
        if (owner != null) {
            owner.scriptEnded(
                    process.pid(), signal == 0 ? value : 0, signal, engine.clock().nowMs());
        }
    }

    @Override
    public void killScript(long pid) {
        Process process = programs.get(pid);
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Override
    public void crash() {
        Runtime.getRuntime().halt(CRASH_STATUS);
    }

    // ---- facts

    @Override
    public long random(long bound) {
        return engine.random().nextLong(bound);
    }

    @Override
    public int port() {
        return (int) settings.number(NetworkDirectives.PORT);
    }

    @Override
    public String password() {
        return settings.text(AccessDirectives.REQUIRE_PASS);
    }

    @Override
    public void logLevel(String name) {
        Log.level(Log.Level.valueOf(name.toUpperCase(Locale.ROOT)));
        settings.preset(
                GeneralDirectives.LOG_LEVEL,
                new onggi.engine.SettingValue(name, settings.number(GeneralDirectives.LOG_LEVEL)));
    }

    @Override
    public String logLevel() {
        return settings.text(GeneralDirectives.LOG_LEVEL);
    }
}
