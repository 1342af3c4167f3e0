package onggi.lua.lib;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import onggi.testkit.Gen;

/** Random arguments for library functions, most of them nearly right. */
final class LibraryCases {

    private static final String[] ITEMS = {
        "a", "b", ".", "%a", "%d", "%A", "%s", "%w", "%p", "%z", "%l", "%u", "%c", "%x", "%%", "%.",
        "[ab]", "[^ab]", "[a-c]", "[%a_]", "[^%d]", "[]a]", "[a-]", "[%]]", "1", "-", " ", "%q",
        "\0"
    };
    private static final String[] REPEATS = {"", "", "", "*", "+", "-", "?"};
    private static final String[] OTHERS = {
        "()", "%bab", "%b()", "%f[a]", "%f[%A]", "%1", "%2", "$", "^"
    };

    private LibraryCases() {}

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static String subject(Gen gen) {
        StringBuilder s = new StringBuilder();
        for (int i = gen.below(14); i > 0; i--) {
            s.append(
                    gen.pick(
                            "a", "b", "a", "b", "c", "1", " ", "(", ")", "-", "A", "]", "^", "\0"));
        }
        return s.toString();
    }

    static String bytes(Gen gen) {
        return text(gen.bytes(gen.below(40)));
    }

    // Patterns.

    static String pattern(Gen gen) {
        StringBuilder p = new StringBuilder(gen.chance(20) ? "^" : "");
        int open = 0;
        for (int i = 1 + gen.below(6); i > 0; i--) {
            switch (gen.below(8)) {
                case 0 -> {
                    p.append('(');
                    open++;
                }
                case 1 -> {
                    if (open > 0) {
                        p.append(')');
                        open--;
                    }
                }
                case 2 -> p.append(gen.pick(OTHERS));
                default -> p.append(gen.pick(ITEMS)).append(gen.pick(REPEATS));
            }
        }
        p.append(")".repeat(open));
        return p.append(gen.chance(20) ? "$" : "").toString();
    }

    static String brokenPattern(Gen gen) {
        StringBuilder p = new StringBuilder(pattern(gen));
        for (int i = 1 + gen.below(2); i > 0; i--) {
            int at = gen.below(p.length() + 1);
            if (gen.chance(50) && at < p.length()) {
                p.deleteCharAt(at);
            } else {
                p.insert(
                        at,
                        gen.pick("%", "[", "]", "(", ")", "^", "-", "%b", "%f", "*", "%9", "$"));
            }
        }
        return p.toString();
    }

    // Numbers and formats.

    static String number(Gen gen) {
        return switch (gen.below(8)) {
            case 0 -> Integer.toString(gen.between(-40, 40));
            case 1 -> Long.toString(gen.anyLong() >> gen.below(64));
            case 2 -> Double.toString(gen.between(-4000, 4000) / 8.0);
            case 3 -> Double.toString((gen.fraction() - 0.5) * Math.pow(10, gen.between(-20, 20)));
            case 4 -> Double.toString(gen.between(-100_000, 100_000) / 1000.0);
            case 5 -> gen.pick("0", "-0", "1e15", "1e14", "99999999999999.5", "1e300", "-1e-300");
            case 6 -> Double.toString(Math.pow(2, gen.between(-70, 70)) * gen.pick(1, -1));
            default -> finite(Double.longBitsToDouble(gen.anyLong()));
        };
    }

    private static String finite(double number) {
        return Double.isFinite(number) ? Double.toString(number) : "0.5";
    }

    static String numberFormat(Gen gen) {
        return "<" + spec(gen, "diuoxXeEfgGcsq") + ">";
    }

    static String anyFormat(Gen gen) {
        StringBuilder f = new StringBuilder();
        for (int i = gen.below(4); i > 0; i--) {
            f.append(gen.pick("", "x", "%%", "\0")).append(spec(gen, "sssqdcgaAnpL% \0"));
        }
        return f.toString();
    }

    private static String spec(Gen gen, String letters) {
        StringBuilder s = new StringBuilder("%");
        for (int i = gen.below(gen.chance(3) ? 8 : 3); i > 0; i--) {
            s.append(gen.pick("-", "+", " ", "#", "0"));
        }
        if (gen.chance(50)) {
            s.append(gen.below(gen.chance(3) ? 200 : 30));
        }
        if (gen.chance(50)) {
            s.append('.');
            s.append(gen.chance(10) ? "" : Integer.toString(gen.below(gen.chance(5) ? 120 : 25)));
        }
        return s.append(letters.charAt(gen.below(letters.length()))).toString();
    }

    // JSON.

    static String validJson(Gen gen) {
        StringBuilder json = new StringBuilder();
        addJson(gen, json, 0);
        return json.toString();
    }

    static String json(Gen gen) {
        StringBuilder json = new StringBuilder(validJson(gen));
        for (int i = gen.below(3); i > 0; i--) {
            int at = gen.below(json.length() + 1);
            switch (gen.below(3)) {
                case 0 -> json.setLength(at);
                case 1 ->
                        json.insert(
                                at,
                                gen.pick(
                                        ",", ":", "]", "}", "[", "{", "\"", "\\", "1", "-", "x",
                                        "nul", "\0", " ", "e", "0x", "inf", "nan", "\\u12"));
                default -> {
                    if (at < json.length()) {
                        json.deleteCharAt(at);
                    }
                }
            }
        }
        return json.toString();
    }

    private static void addJson(Gen gen, StringBuilder json, int depth) {
        switch (gen.below(depth > 3 ? 6 : 9)) {
            case 0 -> json.append(gen.pick("true", "false", "null", "null"));
            case 1, 2 -> json.append(number(gen).toLowerCase(Locale.ROOT));
            case 3, 4, 5 -> addJsonString(gen, json);
            case 6, 7 -> {
                json.append('{');
                for (int i = gen.below(7); i > 0; i--) {
                    addJsonString(gen, json);
                    json.append(gen.pick(":", " : "));
                    addJson(gen, json, depth + 1);
                    json.append(i > 1 ? "," : "");
                }
                json.append('}');
            }
            default -> {
                json.append('[');
                for (int i = gen.below(6); i > 0; i--) {
                    addJson(gen, json, depth + 1);
                    json.append(i > 1 ? ", " : "");
                }
                json.append(']');
            }
        }
    }

    private static void addJsonString(Gen gen, StringBuilder json) {
        json.append('"');
        for (int i = gen.below(6); i > 0; i--) {
            json.append(
                    gen.pick(
                            "a",
                            "b",
                            "k1",
                            "z",
                            "\\n",
                            "\\\"",
                            "\\\\",
                            "\\/",
                            "\\u0041",
                            "\\u20ac",
                            "\\ud83d\\ude00",
                            "\\u0000",
                            "\u00ff",
                            "\u0001",
                            "\\t",
                            "_",
                            "9"));
        }
        json.append('"');
    }

    // MessagePack.

    static String msgpack(Gen gen) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 1 + gen.below(3); i > 0; i--) {
            addMsgpack(gen, bytes, 0);
        }
        if (gen.chance(20)) {
            bytes.setLength(gen.below(bytes.length() + 1));
        }
        if (gen.chance(20) && !bytes.isEmpty()) {
            bytes.setCharAt(gen.below(bytes.length()), (char) gen.below(256));
        }
        return bytes.toString();
    }

    private static void addMsgpack(Gen gen, StringBuilder bytes, int depth) {
        int count = gen.below(4);
        switch (gen.below(depth > 3 ? 5 : 8)) {
            case 0 -> bytes.append("\u00c0\u00c2\u00c3\u007f\u00ff\u00e0\5".charAt(gen.below(7)));
            case 1, 2 -> {
                int mark = 0xCA + gen.below(10);
                int size = mark < 0xCC ? 4 << (mark - 0xCA) : 1 << (mark & 3);
                bytes.append((char) mark).append(text(gen.bytes(size)));
            }
            case 3 -> bytes.append((char) (0xA0 + count)).append(gen.word(count));
            case 4 -> {
                String length = gen.pick("\u00d9", "\u00da\0", "\u00db\0\0\0") + (char) count;
                bytes.append(length).append(gen.word(count));
            }
            case 5, 6 -> {
                bytes.append(gen.pick("\u00dc\0", "\u00dd\0\0\0")).append((char) count);
                for (int i = 0; i < count; i++) {
                    addMsgpack(gen, bytes, depth + 1);
                }
            }
            default -> {
                bytes.append((char) (0x80 + count));
                for (int i = 0; i < count; i++) {
                    bytes.append((char) 0xA2).append(gen.word(2));
                    addMsgpack(gen, bytes, depth + 1);
                }
            }
        }
    }

    // Structs.

    static String structFormat(Gen gen) {
        StringBuilder format = new StringBuilder();
        for (int i = gen.below(8); i > 0; i--) {
            format.append(
                    gen.pick(
                            "b",
                            "B",
                            "h",
                            "H",
                            "l",
                            "L",
                            "T",
                            "i",
                            "I",
                            "f",
                            "d",
                            "s",
                            "x",
                            "c",
                            "<",
                            ">",
                            "!",
                            " ",
                            "i" + gen.below(18),
                            "I" + gen.below(34),
                            "c" + gen.below(5),
                            "!" + gen.below(18),
                            "Bc0",
                            "!4",
                            "!8"));
        }
        return format.toString();
    }
}
