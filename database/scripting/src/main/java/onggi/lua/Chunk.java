package onggi.lua;

/** Makes functions of source text. */
public final class Chunk {

    private static final int NAME_BYTES = 60;

    private Chunk() {}

    /**
     * Compiles a chunk.
     *
     * @param name where it comes from: {@code =name} and {@code @name} are shown as that name,
     *     anything else is the source itself, of which messages show the beginning
     * @throws LuaError with the syntax error
     */
    public static LuaClosure load(LuaState state, LuaString source, LuaString name) {
        try {
            Syntax.Function function = Parser.parse(source, shownName(name), 0);
            Prototype prototype = NodeBuilder.build(function);
            return new LuaClosure(prototype, Cell.NONE, state.globals());
        } catch (StackOverflowError tooDeep) {
            throw new LuaError("chunk has too many syntax levels");
        }
    }

    /** A chunk's name as messages show it. */
    static String shownName(LuaString name) {
        String text = name.toString();
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            text = text.substring(0, zero);
        }
        if (text.startsWith("=")) {
            return text.substring(1, Math.min(text.length(), NAME_BYTES));
        }
        if (text.startsWith("@")) {
            int most = NAME_BYTES - " '...' ".length() - 1;
            String file = text.substring(1);
            return file.length() > most ? "..." + file.substring(file.length() - most) : file;
        }
        int most = NAME_BYTES - " [string \"...\"] ".length() - 1;
        int lineEnd = 0;
        while (lineEnd < text.length()
                && text.charAt(lineEnd) != '\n'
                && text.charAt(lineEnd) != '\r') {
            lineEnd++;
        }
        int shown = Math.min(lineEnd, most);
        boolean isCut = shown < text.length();
        return "[string \"" + text.substring(0, shown) + (isCut ? "..." : "") + "\"]";
    }
}
