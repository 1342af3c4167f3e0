package onggi.systemtest.rules;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/**
 * What the source must look like. Each rule answers with the places that break it, as {@code
 * path:line what}.
 */
final class TidyRules {

    /** How long a file or method may be that is longer than the rest, and why it is. */
    record Allowance(int most, String reason) {}

    static final int FILE_LINES = 450;
    static final int METHOD_LINES = 70;

    // In two pieces, so that this file keeps the rule it states.
    private static final Pattern OPEN_END =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.~$}/-])/(root|work|home|Users|mnt)/[\\w.]");

    private static final Pattern GETTER = Pattern.compile("get[A-Z]\\w*");

    private static final Set<String> CONSOLE = Set.of("out", "err");

    private static final Set<String> COSTLY_CALLS =
            Set.of("stream", "format", "formatted", "boxed", "valueOf");

    /** A stream of the database, not of java.util. */
    private static final String VALUE_OF_A_KEY = "entry.stream";

    private TidyRules() {}

    /** Output past the log. */
    static List<String> consoleOutput(SourceFile file) {
        return file.trees(MemberSelectTree.class).stream()
                .filter(select -> CONSOLE.contains(select.getIdentifier().toString()))
                .filter(select -> select.getExpression().toString().equals("System"))
                .map(select -> file.at(select) + select)
                .toList();
    }

    /** Imports of everything in a package, class or module. */
    static List<String> wildcardImports(SourceFile file) {
        return file.trees(ImportTree.class).stream()
                .filter(i -> i.isModule() || i.getQualifiedIdentifier().toString().endsWith(".*"))
                .map(i -> file.at(i) + i.toString().strip())
                .toList();
    }

    /** Files past the usual length, and allowances that are not needed. */
    static List<String> longFiles(Collection<SourceFile> files, Map<String, Allowance> allowances) {
        Map<String, Integer> lengths = new TreeMap<>();
        files.forEach(file -> lengths.put(file.path(), file.lines().size()));
        return tooLong(lengths, FILE_LINES, allowances);
    }

    /** Methods past a screen, and allowances that are not needed; named {@code path#method}. */
    static List<String> longMethods(
            Collection<SourceFile> files, Map<String, Allowance> allowances) {
        Map<String, Integer> lengths = new TreeMap<>();
        for (SourceFile file : files) {
            for (MethodTree method : file.trees(MethodTree.class)) {
                int length = file.lastLine(method) - file.firstLine(method) + 1;
                lengths.merge(file.path() + "#" + method.getName(), length, Math::max);
            }
        }
        return tooLong(lengths, METHOD_LINES, allowances);
    }

    private static List<String> tooLong(
            Map<String, Integer> lengths, int usual, Map<String, Allowance> allowances) {
        List<String> found = new ArrayList<>();
        lengths.forEach((name, length) -> {
            Allowance allowance = allowances.get(name);
            int most = allowance == null ? usual : allowance.most();
            if (length > most) {
                found.add(name + " has " + length + " lines, at most " + most);
            }
        });
        for (String name : allowances.keySet()) {
            if (lengths.getOrDefault(name, 0) <= usual) {
                found.add(name + " needs no allowance any more");
            }
        }
        return found;
    }

    /** Notes of unfinished work. */
    static List<String> openEnds(SourceFile file) {
        return matches(file, OPEN_END);
    }

    /** Paths that exist on one machine only. */
    static List<String> machinePaths(SourceFile file) {
        return matches(file, MACHINE_PATH);
    }

    private static List<String> matches(SourceFile file, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < file.lines().size(); i++) {
            Matcher matcher = pattern.matcher(file.lines().get(i));
            if (matcher.find()) {
                found.add(file.path() + ":" + (i + 1) + " " + matcher.group());
            }
        }
        return found;
    }

    /** Accessors with a get in the public API. */
    static List<String> getters(SourceFile file) {
        List<String> found = new ArrayList<>();
        for (ClassTree type : file.trees(ClassTree.class)) {
            if (!type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                continue;
            }
            for (Tree member : type.getMembers()) {
                if (member instanceof MethodTree method && isGetter(type, method)) {
                    found.add(file.at(method) + method.getName());
                }
            }
        }
        return found;
    }

    private static boolean isGetter(ClassTree type, MethodTree method) {
        ModifiersTree modifiers = method.getModifiers();
        boolean isPublic =
                modifiers.getFlags().contains(Modifier.PUBLIC)
                        || (type.getKind() == Tree.Kind.INTERFACE
                                && !modifiers.getFlags().contains(Modifier.PRIVATE));
        return isPublic
                && !isAnnotated(modifiers, "Override")
                && GETTER.matcher(method.getName()).matches();
    }

    /** What costs on the hot path: lambdas, streams, formatting, boxing by name. */
    static List<String> costlyHotPaths(SourceFile file) {
        List<String> found = new ArrayList<>();
        for (MethodTree method : file.trees(MethodTree.class)) {
            if (isAnnotated(method.getModifiers(), "HotPath")) {
                for (LambdaExpressionTree lambda :
                        SourceFile.trees(method, LambdaExpressionTree.class)) {
                    found.add(file.at(lambda) + "lambda on the hot path");
                }
                for (MethodInvocationTree call :
                        SourceFile.trees(method, MethodInvocationTree.class)) {
                    if (call.getMethodSelect() instanceof MemberSelectTree select
                            && COSTLY_CALLS.contains(select.getIdentifier().toString())
                            && !select.toString().equals(VALUE_OF_A_KEY)) {
                        found.add(file.at(call) + select + " on the hot path");
                    }
                }
            }
        }
        return found;
    }

    /** Folders of sources without a {@code @NullMarked} package-info. */
    static List<String> packagesWithoutNullMarks(Collection<SourceFile> files) {
        Set<String> folders = new TreeSet<>();
        files.forEach(file -> folders.add(file.folder()));
        for (SourceFile file : files) {
            if (file.path().endsWith("/package-info.java")
                    && file.unit().getPackageAnnotations().stream()
                            .anyMatch(a -> a.getAnnotationType().toString().equals("NullMarked"))) {
                folders.remove(file.folder());
            }
        }
        return List.copyOf(folders);
    }

    private static boolean isAnnotated(ModifiersTree modifiers, String name) {
        return modifiers.getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals(name));
    }
}
