package onggi.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductTest {

    @TempDir private Path target;

    private String classPath = "";

    private void build(int moduleSecond, int jarSecond, int cacheSecond) throws IOException {
        Path module = target.resolve("onggi-server-1.0.jar");
        touch(module, moduleSecond);
        touch(target.resolve("onggi.jar"), jarSecond);
        touch(target.resolve("onggi.aot"), cacheSecond);
        classPath = target + File.pathSeparator + module;
    }

    private static void touch(Path file, int second) throws IOException {
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000L));
    }

    @Test
    void productOfTheSameBuild_isTaken() throws IOException {
        build(1, 2, 3);

        assertThat(Product.find(classPath).options())
                .contains("-XX:AOTCache=" + target.resolve("onggi.aot"))
                .endsWith("-cp", target.resolve("onggi.jar").toString());
    }

    @Test
    void olderProduct_isNotTaken() throws IOException {
        build(2, 1, 3);
        assertThat(Product.find(classPath).options()).containsExactly("-cp", classPath);

        build(1, 3, 2);
        assertThat(Product.find(classPath).options()).containsExactly("-cp", classPath);
    }

    @Test
    void classesInFolders_areTakenAsTheyAre() {
        String folders = target + File.pathSeparator + target.resolve("onggi-server/classes");

        assertThat(Product.find(folders).options()).containsExactly("-cp", folders);
    }
}
