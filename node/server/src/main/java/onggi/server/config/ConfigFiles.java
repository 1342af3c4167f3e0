package onggi.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onggi.bytes.Glob;
import onggi.engine.Settings;

/**
 * Configuration files: their contents, and those that they include. Relative paths start from
 * {@code dir} as set so far.
 */
public final class ConfigFiles implements ConfigReader.Includes {

    private final Settings settings;

    /** Creates an access to files for these settings. */
    public ConfigFiles(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> read(String pattern) throws ConfigException {
        if (!isPattern(pattern)) {
            return List.of(text(resolve(pattern)));
        }
        List<String> texts = new ArrayList<>();
        for (Path file : matches(pattern)) {
            texts.add(text(file));
        }
        return texts;
    }

    private Path resolve(String path) {
        return Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR)))
                .resolve(ByteText.toUnicode(path));
    }

    private static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /**
     * The files that a pattern names, in order of name; every part of the path may be a pattern.
     */
    private List<Path> matches(String pattern) throws ConfigException {
        List<Path> found = List.of(pattern.startsWith("/") ? Path.of("/") : resolve(""));
        for (String part : pattern.split("/")) {
            if (!part.isEmpty()) {
                found = isPattern(part) ? children(found, part) : below(found, part);
            }
        }
        return found;
    }

    private static List<Path> below(List<Path> folders, String name) {
        List<Path> paths = new ArrayList<>();
        for (Path folder : folders) {
            Path path = folder.resolve(ByteText.toUnicode(name));
            if (Files.exists(path)) {
                paths.add(path);
            }
        }
        return paths;
    }

    private static List<Path> children(List<Path> folders, String pattern) throws ConfigException {
        byte[] glob = pattern.getBytes(StandardCharsets.ISO_8859_1);
        List<Path> paths = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    boolean hidden = name.startsWith(".") && !pattern.startsWith(".");
                    if (!hidden
                            && Glob.matches(glob, name.getBytes(StandardCharsets.UTF_8), false)) {
                        paths.add(entry);
                    }
                }
            } catch (IOException e) {
                throw unreadable(folder, e);
            }
        }
        Collections.sort(paths);
        return paths;
    }

    /**
     * Returns the bytes of a file as text.
     *
     * @throws ConfigException when it cannot be read
     */
    public static String text(Path file) throws ConfigException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ConfigException unreadable(Path file, IOException e) {
        return new ConfigException(
                "Fatal error, can't open config file '" + file + "': " + reason(e));
    }

    /** Returns why a file operation failed, in the system's usual words. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
