package onggi.systemtest.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** One file of the repository: its text and, for Java, its syntax tree as javac parses it. */
public final class SourceFile {

    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

    private final String path;
    private final String text;
    private final List<String> lines;
    private @Nullable Parsed parsed;

    private record Parsed(CompilationUnitTree unit, SourcePositions positions) {}

    private SourceFile(String path, String text) {
        this.path = path;
        this.text = text;
        this.lines = text.lines().toList();
    }

    /** A file as it would be at a path of the repository. */
    static SourceFile of(String path, String text) {
        return new SourceFile(path, text);
    }

    /** Reads a file of the repository. */
    static SourceFile read(Path root, Path file) {
        try {
            String path = root.relativize(file).toString().replace('\\', '/');
            return of(path, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that holds everything, found from the folder a test runs in. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("onggi"))
                || !Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the test does not run inside the repository");
            }
        }
        return folder;
    }

    /**
     * The files of a band or folder whose path ends so, without what a build made; none if the
     * folder is not there.
     */
    static List<SourceFile> all(Path root, String folder, String ending) {
        Path start = root.resolve(folder);
        if (!Files.exists(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !built(root.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> read(root, file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean built(Path path) {
        for (Path part : path) {
            String name = part.toString();
            if (name.equals("target") || name.equals("node_modules") || name.equals(".git")) {
                return true;
            }
        }
        return false;
    }

    /** The path below the root, with slashes. */
    String path() {
        return path;
    }

    /** The folder of the file, below the root. */
    String folder() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The lines without their ends. */
    List<String> lines() {
        return lines;
    }

    /** The syntax tree of a Java file. */
    CompilationUnitTree unit() {
        return parsed().unit();
    }

    private Parsed parsed() {
        Parsed known = parsed;
        if (known == null) {
            known = parse();
            parsed = known;
        }
        return known;
    }

    private Parsed parse() {
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + path.replace(' ', '_')),
                        JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        List<String> options = List.of("-proc:none");
        var task = (JavacTask) JAVAC.getTask(null, null, null, options, null, List.of(file));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            return new Parsed(unit, Trees.instance(task).getSourcePositions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line of a piece of the tree, counted from 1. */
    int firstLine(Tree tree) {
        return lineOf(parsed().positions().getStartPosition(unit(), tree));
    }

    /** The last line of a piece of the tree, counted from 1. */
    int lastLine(Tree tree) {
        return lineOf(parsed().positions().getEndPosition(unit(), tree));
    }

    private int lineOf(long position) {
        return (int) unit().getLineMap().getLineNumber(position);
    }

    /** Where a piece of the tree is, in the form tools link to. */
    String at(Tree tree) {
        return path + ":" + firstLine(tree) + " ";
    }

    /** All pieces of the tree that are of a kind, in the order of the text. */
    <T extends Tree> List<T> trees(Class<T> kind) {
        return trees(unit(), kind);
    }

    /** All pieces of a tree that are of a kind, in the order of the text. */
    static <T extends Tree> List<T> trees(Tree tree, Class<T> kind) {
        List<T> found = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree each, @Nullable Void nothing) {
                if (kind.isInstance(each)) {
                    found.add(kind.cast(each));
                }
                return super.scan(each, null);
            }
        }.scan(tree, null);
        return found;
    }
}
