package onggi.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Tells systemd how far the server is: one datagram to the Unix socket that it named. The JDK has
 * no such sockets, so the C library is asked.
 */
final class SystemdNotice {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int FAMILY_BYTES = 2;

    /** The longest path of a Unix socket, with its end. */
    private static final int PATH_BYTES = 108;

    private SystemdNotice() {}

    /** Returns the socket that systemd named, empty when it started this process otherwise. */
    static String socket() {
        String name = System.getenv("NOTIFY_SOCKET");
        return name == null || name.length() >= PATH_BYTES ? "" : name;
    }

    /** Sends lines to systemd; returns whether they left. */
    static boolean send(String socket, String lines) {
        try (Arena arena = Arena.ofConfined()) {
            return send(arena, socket, lines);
        } catch (Throwable e) { // what a call of the C library may throw
            Log.write(Log.Level.WARNING, "systemd cannot be told", e);
            return false;
        }
    }

    private static boolean send(Arena arena, String socket, String lines) throws Throwable {
        int descriptor =
                (int)
                        function(
                                        "socket",
                                        FunctionDescriptor.of(
                                                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                                .invokeExact(AF_UNIX, SOCK_DGRAM, 0);
        if (descriptor < 0) {
            return false;
        }
        MemorySegment address = address(arena, socket);
        byte[] text = lines.getBytes(StandardCharsets.UTF_8);
        FunctionDescriptor sendTo =
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
        long sent =
                (long)
                        function("sendto", sendTo)
                                .invokeExact(
                                        descriptor,
                                        arena.allocateFrom(JAVA_BYTE, text),
                                        (long) text.length,
                                        MSG_NOSIGNAL,
                                        address,
                                        (int) address.byteSize());
        int closed =
                (int)
                        function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                                .invokeExact(descriptor);
        return sent == text.length && closed == 0;
    }

    /** The family, then the path; a name that begins with @ is in the abstract space. */
    private static MemorySegment address(Arena arena, String socket) {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0;
        }
        MemorySegment address =
                arena.allocate(FAMILY_BYTES + path.length, JAVA_SHORT.byteAlignment());
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, FAMILY_BYTES, path.length);
        return address;
    }

    @SuppressWarnings("restricted") // the jar asks for native access in its manifest
    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }
}
