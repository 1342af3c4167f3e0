package onggi.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the server is started from: the jar and the ahead-of-time cache of the build, or classes.
 */
record Product(List<String> options) {

    /*
     * A start from classes takes a second of processor time, and from the jar with its cache a fifth of that;
     * the tests start hundreds of servers. The jar may be of an older build than the classes that are tested,
     * so it is taken only where the class path has the server's module as a jar and the product is no older.
     */

    private static final Pattern MODULE = Pattern.compile("onggi-server-[^/]*\\.jar");

    /** Finds out; the same for as long as this Java machine runs. */
    static Product ofThisBuild() {
        return Holder.FOUND;
    }

    private static final class Holder {
        private static final Product FOUND = find(System.getProperty("java.class.path"));
    }

    static Product find(String classPath) {
        for (String entry : classPath.split(File.pathSeparator)) {
            Path module = Path.of(entry);
            Path name = module.getFileName();
            if (name != null && MODULE.matcher(name.toString()).matches()) {
                Path jar = module.resolveSibling("onggi.jar");
                Path cache = module.resolveSibling("onggi.aot");
                if (isNoOlder(jar, module) && isNoOlder(cache, jar)) {
                    return new Product(
                            List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-cp", "" + jar));
                }
            }
        }
        return new Product(List.of("-cp", classPath));
    }

    private static boolean isNoOlder(Path file, Path than) {
        try {
            return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) >= 0;
        } catch (IOException e) {
            return false; // one of them is not there
        }
    }
}
