package onggi.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.UnaryOperator;
import onggi.engine.Settings;

/**
 * Replaces a configuration file by its rewritten form so that a crash leaves the old one or the new
 * one, never a part.
 */
public final class ConfigWriter {

    private ConfigWriter() {}

    /**
     * Puts the present values into a file; a file that is not there yet is made.
     *
     * @param everything also those that are at their default
     */
    public static void rewrite(Path file, Settings settings, boolean everything)
            throws IOException {
        replace(file, old -> ConfigRewriter.rewrite(old, settings, everything));
    }

    /**
     * Replaces the text of a file, empty when it is not there yet; returns when the new one would
     * outlast a power cut.
     */
    public static void replace(Path file, UnaryOperator<String> change) throws IOException {
        String old = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        String text = change.apply(old);
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path folder = target.resolveSibling("").toAbsolutePath();
        Path temporary = Files.createTempFile(folder, target.getFileName() + ".", ".tmp");
        try {
            write(temporary, text);
            copyPermissions(target, temporary);
            Files.move(
                    temporary,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folder);
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        if (Files.exists(from)
                && from.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(from);
            Files.setPosixFilePermissions(to, permissions);
        }
    }

    /** Makes the renaming itself durable, where the system lets a folder be opened. */
    private static void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system opens folders; the file's own contents are on disk already.
            return;
        }
    }
}
