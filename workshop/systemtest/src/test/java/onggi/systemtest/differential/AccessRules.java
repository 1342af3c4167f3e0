package onggi.systemtest.differential;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;

/** Draws rules of ACL SETUSER over few keys, channels and the commands that both servers know. */
final class AccessRules {

    static final String[] KEYS = {"a", "ab", "b", "k1", "k2", "x"};
    static final String[] CHANNELS = {"c1", "c2", "news", "n*"};

    private static final String[] PATTERNS = {"a*", "k?", "*", "b", "[ak]*", "x", "k[^1]"};
    private static final String[] FIRST_ARGUMENTS = {
        "select|0", "select|1", "get|a", "set|a", "del|b", "config", "client|id", "object|freq"
    };
    private static final String[] PASSWORDS = {
        ">secret",
        "<secret",
        ">other",
        "<other",
        "nopass",
        "resetpass",
        "#abc",
        "!123",
        "#2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
    };
    private static final String[] WRONG = {
        "+nosuch",
        "-nosuch",
        "+@nosuch",
        "+get|a|b",
        "-select|0",
        "+config|nosuch",
        "+client|id|x",
        "hello",
        "%X~a",
        "%RR~a",
        "~a b",
        "&c d",
        "(+get",
        "+",
        "-",
        "+config|"
    };

    private final Gen gen;
    private final List<String> commands;
    private final List<String> categories;

    AccessRules(Gen gen, List<String> commands, List<String> categories) {
        this.gen = gen;
        this.commands = commands;
        this.categories = categories;
    }

    /** Draws the rules of one call; some are wrong, and then none of them counts. */
    List<String> draw() {
        List<String> rules = new ArrayList<>();
        if (gen.chance(30)) {
            rules.add("reset");
        }
        rules.add("on");
        int count = gen.between(1, 6);
        for (int i = 0; i < count; i++) {
            rules.add(gen.chance(15) ? selector() : rule());
        }
        if (gen.chance(10)) {
            rules.add(gen.pick(PASSWORDS));
        }
        if (gen.chance(8)) {
            rules.add(gen.pick(WRONG));
        }
        return rules;
    }

    private String selector() {
        StringBuilder text = new StringBuilder("(");
        int count = gen.between(1, 4);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(rule());
        }
        return text.append(')').toString();
    }

    private String rule() {
        return switch (gen.below(20)) {
            case 0, 1, 2 -> "+" + gen.pick(commands);
            case 3, 4 -> "-" + gen.pick(commands);
            case 5, 6, 7 -> "+@" + gen.pick(categories);
            case 8, 9 -> "-@" + gen.pick(categories);
            case 10 -> gen.pick("+@all", "allcommands", "-@all", "nocommands", "+@ALL");
            case 11, 12, 13 -> "~" + gen.pick(PATTERNS);
            case 14, 15 -> gen.pick("%R~", "%W~", "%RW~", "%r~") + gen.pick(PATTERNS);
            case 16 -> "&" + gen.pick(CHANNELS);
            case 17 -> gen.pick("allkeys", "resetkeys", "resetkeys", "~*");
            case 18 -> gen.pick("allchannels", "resetchannels", "resetchannels", "clearselectors");
            default -> "+" + gen.pick(FIRST_ARGUMENTS);
        };
    }
}
