package onggi.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** Tells whether any of some files or folders has changed. */
final class TlsFiles {

    private final List<Path> paths;
    private List<String> seen;

    TlsFiles(List<Path> paths) {
        this.paths = List.copyOf(paths);
        this.seen = look();
    }

    /** Returns whether anything is other than at the last look. */
    boolean haveChanged() {
        List<String> now = look();
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    private List<String> look() {
        return paths.stream().map(TlsFiles::mark).toList();
    }

    private static String mark(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime()
                    + " "
                    + attributes.size()
                    + " "
                    + Objects.toString(attributes.fileKey());
        } catch (IOException e) {
            return "absent";
        }
    }
}
