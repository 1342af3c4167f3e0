package onggi.bytes;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * Lets a thread step back behind the others of this process: what has time until nobody waits for
 * an answer.
 */
public final class BackgroundPriority {

    /*
     * The priorities of java.lang.Thread mean nothing to Linux. What does is the nice value, which
     * belongs to a thread there, and which everybody may raise. At 10 a thread gets a tenth of a
     * processor for which another one contends, and all of one that is idle.
     *
     * Elsewhere the nice value belongs to the whole process, and nothing is done.
     */

    private static final int NICE = 10;
    private static final int WHICH_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    private BackgroundPriority() {}

    /**
     * Lowers the priority of the calling thread for the rest of its life. The first call of a
     * process takes some milliseconds.
     *
     * @return false where the system cannot do so, or must not be asked, and nothing happened
     */
    public static boolean take() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        if (!linux || !BackgroundPriority.class.getModule().isNativeAccessEnabled()) {
            return false;
        }
        try {
            return (int) setPriority().invokeExact(WHICH_PROCESS, CALLING_THREAD, NICE) == 0;
        } catch (Throwable e) {
            throw new LinkageError("setpriority", e);
        }
    }

    @SuppressWarnings("restricted") // take() asks for the permission first
    private static MethodHandle setPriority() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find("setpriority").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT));
    }
}
