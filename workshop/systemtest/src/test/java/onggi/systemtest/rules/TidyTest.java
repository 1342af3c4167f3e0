package onggi.systemtest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The source keeps the conventions that no compiler checks. */
class TidyTest {

    /** Files longer than usual. The list only shrinks. */
    private static final Map<String, TidyRules.Allowance> LONG_FILES =
            Map.of(
                    "database/engine/src/main/java/onggi/engine/ExpiryWheel.java",
                    new TidyRules.Allowance(
                            470, "the wheel, its essay and its check, which share every field"));

    /** Methods longer than a screen, as path#method. The list only shrinks. */
    private static final Map<String, TidyRules.Allowance> LONG_METHODS = Map.of();

    private static final Path ROOT = SourceFile.root();

    private static final List<SourceFile> EVERY_JAVA_FILE =
            Stream.of("core", "database", "node", "apps", "workshop")
                    .flatMap(band -> SourceFile.all(ROOT, band, ".java").stream())
                    .toList();

    private static final List<SourceFile> PRODUCT =
            EVERY_JAVA_FILE.stream()
                    .filter(file -> !file.path().startsWith("workshop/"))
                    .filter(TidyTest::isPackaged)
                    .toList();

    private static List<String> broken(
            List<SourceFile> files, Function<SourceFile, List<String>> rule) {
        return files.stream().flatMap(file -> rule.apply(file).stream()).toList();
    }

    private static SourceFile sample(String text) {
        return SourceFile.of("core/bytes/src/main/java/onggi/bytes/Sample.java", text);
    }

    @Test
    void sources_areSeen() {
        assertThat(PRODUCT).hasSizeGreaterThanOrEqualTo(7);
        assertThat(EVERY_JAVA_FILE)
                .extracting(SourceFile::path)
                .contains(
                        "core/bytes/src/main/java/onggi/bytes/package-info.java",
                        "workshop/systemtest/src/test/java/onggi/systemtest/rules/TidyTest.java");
    }

    @Test
    void output_goesThroughTheLog_exceptInPrograms() {
        List<SourceFile> rooms =
                PRODUCT.stream()
                        .filter(file -> !file.path().startsWith("node/server/"))
                        .filter(file -> !file.path().startsWith("apps/"))
                        .toList();

        assertThat(broken(rooms, TidyRules::consoleOutput)).isEmpty();
        assertThat(
                        TidyRules.consoleOutput(
                                sample("class A { void a() { System.err.println(1); } }")))
                .containsExactly("core/bytes/src/main/java/onggi/bytes/Sample.java:1 System.err");
    }

    @Test
    void imports_nameWhatTheyImport() {
        assertThat(broken(EVERY_JAVA_FILE, TidyRules::wildcardImports)).isEmpty();
        assertThat(
                        TidyRules.wildcardImports(
                                sample(
                                        """
                                        import java.util.*;
                                        import static java.util.Map.*;
                                        import module java.base;
                                        import java.util.List;
                                        """)))
                .hasSize(3);
    }

    @Test
    void files_areOneTopicLong() {
        assertThat(TidyRules.longFiles(PRODUCT, LONG_FILES)).isEmpty();
    }

    @Test
    void longFiles_areFound_andAllowancesShrink() {
        SourceFile file = sample("// line\n".repeat(TidyRules.FILE_LINES + 1));
        List<SourceFile> longOne = List.of(file);
        List<SourceFile> shortOne = List.of(sample("// line\n".repeat(TidyRules.FILE_LINES)));

        assertThat(TidyRules.longFiles(longOne, Map.of())).hasSize(1);
        assertThat(TidyRules.longFiles(longOne, Map.of(file.path(), upTo(451)))).isEmpty();
        assertThat(TidyRules.longFiles(shortOne, Map.of())).isEmpty();
        assertThat(TidyRules.longFiles(shortOne, Map.of(file.path(), upTo(451))))
                .containsExactly(file.path() + " needs no allowance any more");
    }

    private static TidyRules.Allowance upTo(int most) {
        return new TidyRules.Allowance(most, "to see that allowances work");
    }

    @Test
    void methods_fitOnAScreen() {
        assertThat(TidyRules.longMethods(PRODUCT, LONG_METHODS)).isEmpty();
    }

    @Test
    void longMethods_areFound_andAllowancesShrink() {
        String body = "        a++;\n".repeat(TidyRules.METHOD_LINES - 1);
        SourceFile file = sample("class A {\n    void a(int a) {\n" + body + "    }\n}\n");
        SourceFile shorter =
                sample("class A {\n    void a(int a) {\n" + body.substring(13) + "    }\n}\n");
        String name = file.path() + "#a";

        assertThat(TidyRules.longMethods(List.of(file), Map.of()))
                .containsExactly(name + " has 71 lines, at most 70");
        assertThat(TidyRules.longMethods(List.of(file), Map.of(name, upTo(71)))).isEmpty();
        assertThat(TidyRules.longMethods(List.of(shorter), Map.of())).isEmpty();
        assertThat(TidyRules.longMethods(List.of(shorter), Map.of(name, upTo(71)))).hasSize(1);
    }

    @Test
    void work_isFinished() {
        assertThat(broken(EVERY_JAVA_FILE, TidyRules::openEnds)).isEmpty();
        assertThat(TidyRules.openEnds(sample("// TO" + "DO later\n// a todo list is fine\n")))
                .hasSize(1);
    }

    @Test
    void accessors_haveNoGet() {
        assertThat(broken(PRODUCT, TidyRules::getters)).isEmpty();
        assertThat(
                        TidyRules.getters(
                                sample(
                                        """
                                        public class A {
                                            public int getSize() { return 0; }
                                            public int get() { return 0; }
                                            public int getter() { return 0; }
                                            int getHidden() { return 0; }
                                            @Override public int getForced() { return 0; }
                                            public interface B { int getOpen(); }
                                            interface C { int getClosed(); }
                                        }
                                        """)))
                .extracting(s -> s.substring(s.indexOf(' ') + 1))
                .containsExactlyInAnyOrder("getSize", "getOpen");
    }

    @Test
    void hotPaths_keepTheirHabits() {
        assertThat(broken(PRODUCT, TidyRules::costlyHotPaths)).isEmpty();
        assertThat(
                        TidyRules.costlyHotPaths(
                                sample(
                                        """
                                        class A {
                                            @HotPath void a() { b(() -> 1); c.stream(); Integer.valueOf(1); }
                                            void cold() { b(() -> 1); }
                                        }
                                        """)))
                .hasSize(3);
    }

    @Test
    void packages_areNullMarked() {
        assertThat(
                        TidyRules.packagesWithoutNullMarks(
                                EVERY_JAVA_FILE.stream().filter(TidyTest::isPackaged).toList()))
                .isEmpty();

        SourceFile marked = SourceFile.of("a/package-info.java", "@NullMarked package a;");
        SourceFile unmarked = SourceFile.of("b/package-info.java", "package b;");
        SourceFile alone = SourceFile.of("c/C.java", "package c;");
        assertThat(TidyRules.packagesWithoutNullMarks(List.of(marked, unmarked, alone)))
                .containsExactly("b", "c");
    }

    /** Tests lie in the packages of what they test, and build programs in none. */
    private static boolean isPackaged(SourceFile file) {
        return file.path().contains("/src/main/java/");
    }

    @Test
    void texts_nameNoMachine() {
        List<SourceFile> texts =
                Stream.of(".md", ".java", ".sh", ".conf", ".xml", ".yml", "/run", "/onggi")
                        .flatMap(ending -> SourceFile.all(ROOT, "", ending).stream())
                        .toList();

        assertThat(texts).extracting(SourceFile::path).contains("README.md", "onggi", ".ci/run");
        assertThat(broken(texts, TidyRules::machinePaths)).isEmpty();
        assertThat(
                        TidyRules.machinePaths(
                                sample("// see /ro" + "ot/x and /path/to/x and a/ro" + "ot/x")))
                .hasSize(1);
    }
}
