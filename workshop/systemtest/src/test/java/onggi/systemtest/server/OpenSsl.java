package onggi.systemtest.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Keys and certificates as OpenSSL makes them, in one folder. */
public final class OpenSsl {

    private static final int LIMIT_SECONDS = 60;

    final Path folder;

    /** Makes them in this folder. */
    public OpenSsl(Path folder) {
        this.folder = folder;
    }

    /** Returns whether the tool is on the path. */
    public static boolean isThere() {
        for (String place : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(place, "openssl"))) {
                return true;
            }
        }
        return false;
    }

    /** Returns a file of the folder. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Runs the tool; returns what it said. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("openssl goes on: " + said);
        }
        return said;
    }

    /** Makes ca.key and ca.crt. */
    public void authority() throws IOException, InterruptedException {
        run("ecparam", "-genkey", "-noout", "-name", "prime256v1", "-out", "ca.key");
        run(
                "req",
                "-new",
                "-x509",
                "-key",
                "ca.key",
                "-days",
                "3650",
                "-subj",
                "/CN=authority",
                "-out",
                "ca.crt");
    }

    /** Makes name.key and name.crt, signed by the authority. */
    public void certificate(String name, String serial, String days, String... keyArguments)
            throws IOException, InterruptedException {
        String[] arguments = new String[keyArguments.length + 3];
        arguments[0] = "genpkey";
        System.arraycopy(keyArguments, 0, arguments, 1, keyArguments.length);
        arguments[keyArguments.length + 1] = "-out";
        arguments[keyArguments.length + 2] = name + ".key";
        run(arguments);
        run("req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-out", name + ".csr");
        Files.writeString(
                file("names"),
                "subjectAltName=DNS:localhost,IP:127.0.0.1,URI:urn:onggi:" + name + "\n");
        run(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.crt",
                "-CAkey",
                "ca.key",
                "-set_serial",
                serial,
                "-days",
                days,
                "-extfile",
                "names",
                "-out",
                name + ".crt");
    }
}
