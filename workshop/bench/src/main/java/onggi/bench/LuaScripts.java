package onggi.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import onggi.bytes.SystemClock;
import onggi.lua.Chunk;
import onggi.lua.LuaClosure;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.lib.StandardLibraries;

/**
 * Scripts that only calculate, in our engine and by EVAL in a server that listens already, in turn.
 * Argument: the server's port. The server's time includes one round trip, ours nothing but the
 * script; both are medians of the rounds after the first two.
 */
final class LuaScripts {

    private static final int ROUNDS = 9;
    private static final int WARM_UP = 2;

    private static final Map<String, String> SCRIPTS = new LinkedHashMap<>();

    static {
        SCRIPTS.put("1e7 times x = x + i", "local x = 0 for i = 1, 1e7 do x = x + i end return x");
        SCRIPTS.put(
                "1e7 turns of mixed arithmetic",
                "local x = 0 for i = 1, 1e7 do x = x * 0.5 + i % 7 - 1 end return x");
        SCRIPTS.put(
                "fib(30)",
                "local function fib(n) if n < 2 then return n end "
                        + "return fib(n - 1) + fib(n - 2) end return fib(30)");
        SCRIPTS.put(
                "1e6 elements set, then read",
                "local t = {} for i = 1, 1e6 do t[i] = i end "
                        + "local s = 0 for i = 1, 1e6 do s = s + t[i] end return s");
        SCRIPTS.put(
                "1e6 fields of 100 names",
                "local n, t = {}, {} for i = 1, 100 do n[i] = 'k' .. i end "
                        + "for i = 1, 1e6 do local k = n[i % 100 + 1] t[k] = (t[k] or 0) + i end "
                        + "return t.k1");
        SCRIPTS.put(
                "2e5 short strings as keys",
                "local t = {} for i = 1, 2e5 do t['key:' .. i] = i end "
                        + "local s = 0 for k, v in pairs(t) do s = s + v end return s");
        SCRIPTS.put(
                "2e4 appends to one string",
                "local s = '' for i = 1, 2e4 do s = s .. 'x' end return #s");
        SCRIPTS.put(
                "1e6 calls of closures and methods",
                "local o = {n = 0} function o:add(x) self.n = self.n + x end "
                        + "local function by(k) return function(x) return x * k end end "
                        + "local f = by(3) for i = 1, 1e6 do o:add(f(i)) end return o.n");
    }

    private LuaScripts() {}

    /** Runs them all. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        System.out.println("| script | here, ms | server, ms | ratio |\n|---|---|---|---|");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
                double[] ours = new double[ROUNDS];
                double[] theirs = new double[ROUNDS];
                for (int i = 0; i < ROUNDS; i++) {
                    ours[i] = here(script.getValue());
                    theirs[i] = there(socket, in, script.getValue());
                }
                double a = median(ours);
                double b = median(theirs);
                System.out.printf("| %s | %.1f | %.1f | %.2f |%n", script.getKey(), a, b, a / b);
            }
        }
    }

    private static double here(String source) {
        LuaState state = new LuaState(512L << 20);
        StandardLibraries.open(state, SystemClock.INSTANCE);
        long start = System.nanoTime();
        LuaClosure chunk = Chunk.load(state, LuaString.of(source), LuaString.of("=user_script"));
        state.run(chunk);
        return (System.nanoTime() - start) / 1e6;
    }

    private static double there(Socket socket, InputStream in, String source) throws IOException {
        String command =
                "*3\r\n$4\r\nEVAL\r\n$" + source.length() + "\r\n" + source + "\r\n$1\r\n0\r\n";
        long start = System.nanoTime();
        socket.getOutputStream().write(command.getBytes(StandardCharsets.ISO_8859_1));
        int type = in.read();
        if (type != ':') {
            throw new EOFException("no number came back: " + (char) type);
        }
        while (in.read() != '\n') {
            Thread.onSpinWait();
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.copyOfRange(values, WARM_UP, values.length);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
