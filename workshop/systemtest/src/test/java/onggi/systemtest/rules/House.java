package onggi.systemtest.rules;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The rooms of the house (the first package below a root) and what their classes may do. Every
 * question answers with the places that break the rule, so an empty list is a tidy house. The root
 * is a parameter so that a sample house can be asked the same questions.
 */
final class House {

    /** Which rooms each room may use, besides itself and bytes: the arrows of the design. */
    static final Map<String, Set<String>> ARROWS =
            Map.ofEntries(
                    Map.entry("bytes", Set.of()),
                    Map.entry("resp", Set.of()),
                    Map.entry("types", Set.of()),
                    Map.entry("rdb", Set.of("types")),
                    Map.entry("engine", Set.of("resp", "types")),
                    Map.entry("commands", Set.of("engine", "resp", "types", "rdb")),
                    Map.entry("lua", Set.of()),
                    Map.entry("scripting", Set.of("engine", "resp", "rdb", "lua")),
                    Map.entry("net", Set.of("engine", "resp")),
                    Map.entry("persistence", Set.of("engine", "rdb", "resp", "types")),
                    Map.entry("replication", Set.of("net", "engine", "rdb", "resp")),
                    Map.entry("cluster", Set.of("replication", "net", "engine", "resp")),
                    Map.entry("sentinel", Set.of("net", "engine", "resp")),
                    Map.entry(
                            "server",
                            Set.of(
                                    "net",
                                    "persistence",
                                    "replication",
                                    "cluster",
                                    "sentinel",
                                    "commands",
                                    "scripting",
                                    "console",
                                    "engine",
                                    "types",
                                    "rdb",
                                    "resp")),
                    Map.entry("embedded", Set.of("server", "commands", "engine", "types", "resp")),
                    Map.entry("cli", Set.of("resp")),
                    Map.entry("console", Set.of("engine", "resp", "net")),
                    Map.entry("relay", Set.of("embedded")));

    /** Arrows whose absence carries the design: from, to. */
    static final List<List<String>> ABSENCES =
            List.of(
                    List.of("types", "resp"),
                    List.of("rdb", "engine"),
                    List.of("engine", "net"),
                    List.of("lua", "engine"),
                    List.of("persistence", "replication"),
                    List.of("replication", "persistence"));

    /** The rooms of core, database and node: what the server is made of. */
    static final Set<String> SERVER_ROOMS =
            Set.of(
                    "bytes",
                    "resp",
                    "types",
                    "rdb",
                    "engine",
                    "commands",
                    "lua",
                    "scripting",
                    "net",
                    "persistence",
                    "replication",
                    "cluster",
                    "sentinel",
                    "server");

    /** The classes, by name below the root, through which time and the first seed enter. */
    static final Set<String> TIME_AND_CHANCE = Set.of("bytes.SystemClock", "server.ServerAssembly");

    private static final Set<String> FILE_ROOMS =
            Set.of("persistence", "cluster", "sentinel", "server");

    private static final Set<String> CLOCK_CALLS =
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.nanoTime",
                    "java.lang.Math.random",
                    "java.util.UUID.randomUUID",
                    "java.time.Clock.systemUTC",
                    "java.time.Clock.systemDefaultZone",
                    "java.util.Random.<init>",
                    "java.util.SplittableRandom.<init>",
                    "java.security.SecureRandom.<init>",
                    "java.util.concurrent.ThreadLocalRandom.current");

    private final String root;
    private final JavaClasses classes;

    /**
     * @param root the package that holds the rooms
     * @param classes all classes below it that count
     */
    House(String root, JavaClasses classes) {
        this.root = root;
        this.classes = classes;
    }

    /** Packages that are no room of the design, nor inside one. */
    List<String> strangers() {
        return classes.stream()
                .filter(c -> !ARROWS.containsKey(room(c)))
                .map(c -> c.getPackageName() + " is no room of the house")
                .distinct()
                .toList();
    }

    /** Uses of a room that the arrows do not allow. */
    List<String> forbiddenArrows() {
        return dependencies(d -> {
            String from = room(d.getOriginClass());
            String to = room(d.getTargetClass());
            return !to.isEmpty()
                    && !to.equals(from)
                    && !to.equals("bytes")
                    && !ARROWS.getOrDefault(from, Set.of()).contains(to);
        });
    }

    /** Uses of one room by another, allowed or not. */
    List<String> uses(String from, String to) {
        return dependencies(
                d -> room(d.getOriginClass()).equals(from) && room(d.getTargetClass()).equals(to));
    }

    /** Packages that need each other. */
    List<String> packageCycles() {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .evaluate(classes)
                .getFailureReport()
                .getDetails();
    }

    /** Reads of the system's clock or chance outside the classes meant for it. */
    List<String> ownClocks() {
        List<String> found = new ArrayList<>();
        for (JavaClass c : serverClasses()) {
            if (TIME_AND_CHANCE.contains(nameBelowRoot(outermost(c)))) {
                continue;
            }
            for (JavaAccess<?> access : c.getAccessesFromSelf()) {
                String target = access.getTargetOwner().getName() + "." + access.getName();
                if (CLOCK_CALLS.contains(target)
                        || (target.startsWith("java.time.") && access.getName().equals("now"))) {
                    found.add(access.getDescription());
                }
            }
        }
        return found;
    }

    /** Uses of channels outside the network; file channels where files are allowed are fine. */
    List<String> strayChannels() {
        return dependencies(d -> {
            JavaClass target = d.getTargetClass();
            String room = room(d.getOriginClass());
            boolean fileChannel =
                    target.getSimpleName().equals("FileChannel") && FILE_ROOMS.contains(room);
            return target.getPackageName().startsWith("java.nio.channels")
                    && SERVER_ROOMS.contains(room)
                    && !room.equals("net")
                    && !fileChannel;
        });
    }

    /**
     * Uses of the file system outside the rooms that keep files and the programs.
     *
     * @param exceptions classes by name below the root, with the reason why they may
     */
    List<String> strayFiles(Map<String, String> exceptions) {
        return dependencies(d -> {
            String room = room(d.getOriginClass());
            return isFileApi(d.getTargetClass())
                    && SERVER_ROOMS.contains(room)
                    && !FILE_ROOMS.contains(room)
                    && !exceptions.containsKey(nameBelowRoot(outermost(d.getOriginClass())));
        });
    }

    /** Exceptions that name a class which is not there. */
    List<String> staleExceptions(Collection<String> exceptions) {
        return exceptions.stream()
                .filter(name -> !classes.contain(root + "." + name))
                .map(name -> "no class " + name + " is there to be excepted")
                .toList();
    }

    /** How many classes each room has. */
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        classes.forEach(c -> sizes.merge(room(c), 1, Integer::sum));
        return sizes;
    }

    private static boolean isFileApi(JavaClass target) {
        return target.getPackageName().startsWith("java.nio.file")
                || target.getName().startsWith("java.io.File")
                || target.getName().equals("java.io.RandomAccessFile");
    }

    private static JavaClass outermost(JavaClass c) {
        return c.getEnclosingClass().map(House::outermost).orElse(c);
    }

    private List<JavaClass> serverClasses() {
        return classes.stream().filter(c -> SERVER_ROOMS.contains(room(c))).toList();
    }

    private List<String> dependencies(Predicate<Dependency> wanted) {
        return classes.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(wanted)
                .map(Dependency::getDescription)
                .sorted()
                .distinct()
                .toList();
    }

    private String nameBelowRoot(JavaClass c) {
        return c.getName().startsWith(root + ".") ? c.getName().substring(root.length() + 1) : "";
    }

    /** The room of a class, or nothing for a class outside the house. */
    private String room(JavaClass c) {
        String name = nameBelowRoot(c.getBaseComponentType());
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }
}
