package onggi.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the operating system says of this process. Read from /proc where there is one, because the
 * JDK's way starts threads.
 */
final class ProcessInfo {

    private static final long PID = readPid();

    private ProcessInfo() {}

    static long pid() {
        return PID;
    }

    private static long readPid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
        } catch (IOException | NumberFormatException | UnsupportedOperationException e) {
            return ProcessHandle.current().pid();
        }
    }

    /** Returns whether the standard output is a terminal. */
    static boolean writesToTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Returns the memory that the process occupies in bytes, or 0 when the system does not tell.
     */
    static long residentBytes() {
        return statusKilobytes("VmRSS:") << 10;
    }

    private static long statusKilobytes(String field) {
        String status = text("/proc/self/status");
        int at = status.indexOf(field);
        return at < 0 ? 0 : number(status, at + field.length());
    }

    /** Returns the memory of the machine in bytes, or 0 when the system does not tell. */
    static long machineBytes() {
        String info = text("/proc/meminfo");
        int at = info.indexOf("MemTotal:");
        return at < 0 ? 0 : number(info, at + "MemTotal:".length()) << 10;
    }

    private static long number(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        long number = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            number = number * 10 + (text.charAt(at++) - '0');
        }
        return number;
    }

    /** Returns the contents of a file of the system, empty when there is none. */
    static String text(String path) {
        try {
            return new String(Files.readAllBytes(Path.of(path)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
