package onggi.systemtest.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import onggi.systemtest.rules.SourceFile;
import onggi.testkit.Program;

/** Node programs with the packages that their lock file names, in the build folder. */
final class NpmFolder {

    private final Path path;

    private NpmFolder(Path path) {
        this.path = path;
    }

    /**
     * Copies a folder of programs and installs their packages, unless they are there from before.
     *
     * @param name of the folder beside the tests
     */
    static NpmFolder install(String name) throws IOException {
        Path sources = SourceFile.root().resolve("workshop/systemtest/src/test").resolve(name);
        Path folder = SourceFile.root().resolve("workshop/systemtest/target").resolve(name);
        Files.createDirectories(folder);
        Path installed = folder.resolve("installed-lock.json");
        Path lock = sources.resolve("package-lock.json");
        boolean present = Files.exists(installed) && Files.mismatch(installed, lock) < 0;
        try (var files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        if (!present) {
            String[] install = {"npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"};
            Program.run(Duration.ofMinutes(4), folder, install);
            Files.write(installed, Files.readAllBytes(lock));
        }
        return new NpmFolder(folder);
    }

    /** Returns where the programs are. */
    Path path() {
        return path;
    }

    /** Starts node with arguments. */
    Program node(Map<String, String> environment, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "node";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Program.start(path, environment, command);
    }
}
