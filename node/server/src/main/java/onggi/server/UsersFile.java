package onggi.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;
import onggi.net.acl.AclFile;
import onggi.server.config.ConfigFiles;

/** The file that {@code aclfile} names. */
final class UsersFile implements AclFile {

    private final String name;
    private final Supplier<Path> folder;

    /**
     * Creates an access to a file.
     *
     * @param name as the configuration has it
     * @param folder where a relative name begins
     */
    UsersFile(String name, Supplier<Path> folder) {
        this.name = name;
        this.folder = folder;
    }

    private Path path() {
        return folder.get().resolve(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String read() throws IOException {
        return Files.readString(path(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void write(String text) throws IOException {
        Path target = path();
        Path draft = target.resolveSibling(target.getFileName() + ".tmp-" + ProcessInfo.pid());
        try {
            Files.writeString(draft, text, StandardCharsets.ISO_8859_1);
            move(draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void move(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public String reason(IOException failure) {
        return ConfigFiles.reason(failure);
    }
}
