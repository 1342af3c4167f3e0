package onggi.systemtest.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import onggi.testkit.Wire.Value;
import org.jspecify.annotations.Nullable;

/**
 * The differences to a real server that are accepted, each with its reason. The table in {@code
 * docs/compatibility.md} is made of these rows. An error is never tolerated where the other side
 * has none, and two errors must be equal.
 */
enum Tolerance {
    TIME(Rule.SHAPE, "It is the clock.", "time", "lastsave"),
    RANDOM(
            Rule.KIND,
            "It is chance.",
            "randomkey",
            "hrandfield",
            "srandmember",
            "zrandmember",
            "acl|genpass"),
    ORDER(
            Rule.UNORDERED,
            "Redis answers in the order of its hash table, which it does not promise.",
            "keys",
            "pubsub|channels",
            "pubsub|shardchannels",
            "smembers",
            "sinter",
            "sunion",
            "sdiff",
            "hkeys",
            "hvals",
            "function|list",
            "command|getkeysandflags"),
    ORDER_OF_PAIRS(
            Rule.PAIRS,
            "A hash that has left its compact form is answered in the order of its table.",
            "hgetall"),
    ENCODING(
            Rule.ENCODING,
            "Since 7.2 a small set of texts is a list pack, and how many members a command brings counts at once; 7.0 has"
                    + " hashtable or intset there. A short list is a list pack too, in 7.0 always quicklist. We do as the newer"
                    + " one; the members are compared by digest.",
            "object|encoding"),
    CURSOR(
            Rule.SCAN,
            "A cursor means something only to the server that gave it; a scan from 0 that ends in one call must return the same"
                    + " elements in any order.",
            "sscan",
            "scan",
            "hscan",
            "zscan"),
    CLOCKED(
            Rule.NEAR,
            "The two servers run a command at slightly different times; a time to live may differ by 2 seconds.",
            "ttl",
            "pttl",
            "expiretime",
            "pexpiretime",
            "httl",
            "hpttl",
            "hexpiretime",
            "hpexpiretime"),
    DELIVERED(
            Rule.TIMES,
            "The two servers deliver an entry at slightly different times, and consumers have fields of Redis 7.2.",
            "xpending",
            "xinfo|consumers",
            "xinfo|stream"),
    SHARED(
            Rule.KIND,
            "Redis keeps the integers below 10000 once for all keys, with one count of references and one time of use.",
            "object|refcount",
            "object|idletime"),
    IDENTITY(
            Rule.KIND,
            "Numbers, addresses, times and buffer sizes of a connection are the server's own.",
            "client|id",
            "client|info",
            "client|list"),
    GREETING(
            Rule.GREETING,
            "The version and the number of the connection are the server's own.",
            "hello"),
    MEASURED(
            Rule.KIND,
            "What is measured differs from run to run and from memory layout to memory layout.",
            "memory|usage",
            "memory|stats",
            "memory|doctor",
            "memory|malloc-stats",
            "slowlog|get",
            "slowlog|len",
            "latency|doctor",
            "latency|graph",
            "latency|histogram",
            "latency|history",
            "latency|latest",
            "latency|reset",
            "info",
            "object|freq"),
    VERSION(
            Rule.KIND,
            "The set of commands and settings is that of another version.",
            "command",
            "command|count",
            "command|docs",
            "command|info",
            "command|list",
            "config|get",
            "dump",
            "function|dump"),
    HELP(
            Rule.KIND,
            "Help is written in our own words.",
            "acl|help",
            "client|help",
            "cluster|help",
            "command|help",
            "config|help",
            "function|help",
            "latency|help",
            "memory|help",
            "module|help",
            "object|help",
            "pubsub|help",
            "script|help",
            "slowlog|help",
            "xgroup|help",
            "xinfo|help");

    /** How two replies are compared. */
    enum Rule {
        /** Both are of one type, or both null. */
        KIND("the type of the reply"),
        /** Same tree, same types and lengths of aggregates. */
        SHAPE("the types of all parts of the reply"),
        /** Same elements in any order. */
        UNORDERED("the elements in any order"),
        /** Same pairs of elements in any order. */
        PAIRS("the pairs of elements in any order"),
        /** Equal, or encodings of a set or of a list. */
        ENCODING(
                "the encoding, where `intset` and `hashtable` may be another one of a set, and `quicklist` may be `listpack`"),
        /** Integers at most this far apart: 2 in seconds, 2000 in milliseconds. */
        NEAR("the number within 2 s"),
        /** All but the fields of consumers that are times; numbers that are times within 20 s. */
        TIMES("all but fields that are times, and times within 20 s"),
        /** Cursor and elements. */
        SCAN("the elements in any order when the scan is complete, else the shape"),
        /** A map without the fields that name the server. */
        GREETING("all fields but version and id");

        private final String text;

        Rule(String text) {
            this.text = text;
        }
    }

    private static final Set<String> TIMES = Set.of("idle", "inactive", "seen-time", "active-time");
    private static final long DELIVERED_WITHIN_MS = 20_000;
    private static final Set<String> OLD_SET_ENCODINGS = Set.of("intset", "hashtable");
    private static final Set<String> NEW_SET_ENCODINGS = Set.of("intset", "listpack", "hashtable");
    private static final long NEAR_MS = 2000;
    private static final long NEAR_SECONDS = 2;
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
    private static final Map<String, Tolerance> BY_COMMAND = byCommand();

    private final Rule rule;
    private final String reason;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> commands;

    Tolerance(Rule rule, String reason, String... commands) {
        this.rule = rule;
        this.reason = reason;
        this.commands = List.of(commands);
    }

    private static Map<String, Tolerance> byCommand() {
        Map<String, Tolerance> map = new TreeMap<>();
        for (Tolerance tolerance : values()) {
            for (String command : tolerance.commands) {
                map.put(command, tolerance);
            }
        }
        return map;
    }

    /** Returns the tolerance for the command of a step, or null when its replies must be equal. */
    static @Nullable Tolerance of(Step step) {
        Tolerance own = BY_COMMAND.get(step.word(0) + "|" + step.word(1));
        return own != null ? own : BY_COMMAND.get(step.word(0));
    }

    /** Returns whether the replies differ only in what is tolerated for the step. */
    static boolean accepts(Step step, Value expected, Value actual) {
        Tolerance tolerance = of(step);
        if (expected.equals(actual)) {
            return true;
        }
        if (tolerance == null
                || expected.isError()
                || actual.isError()
                || expected.type() != actual.type()) {
            return false;
        }
        return switch (tolerance.rule) {
            case KIND ->
                    expected.isNull() == actual.isNull() && status(expected).equals(status(actual));
            case SHAPE -> sameShape(expected, actual);
            case UNORDERED -> sorted(expected).equals(sorted(actual));
            case PAIRS -> pairs(expected).equals(pairs(actual));
            case NEAR -> near(expected, actual, isInMillis(step) ? NEAR_MS : NEAR_SECONDS);
            case TIMES -> sameButTimes(expected, actual);
            case ENCODING -> isNewer(expected.text(), actual.text());
            case SCAN -> sameScan(step, expected, actual);
            case GREETING -> withoutIdentity(expected).equals(withoutIdentity(actual));
        };
    }

    /** Returns whether an encoding is that of later versions for the same value. */
    private static boolean isNewer(String expected, String actual) {
        return expected.equals("quicklist")
                ? actual.equals("listpack")
                : OLD_SET_ENCODINGS.contains(expected) && NEW_SET_ENCODINGS.contains(actual);
    }

    private static String status(Value value) {
        return value.type() == '+' ? value.text() : "";
    }

    private static boolean sameShape(Value a, Value b) {
        if (a.type() != b.type()
                || a.isNull() != b.isNull()
                || a.parts().size() != b.parts().size()) {
            return false;
        }
        for (int i = 0; i < a.parts().size(); i++) {
            if (!sameShape(a.parts().get(i), b.parts().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> sorted(Value value) {
        return value.parts().stream().map(Value::toString).sorted().toList();
    }

    private static List<String> pairs(Value value) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < value.parts().size(); i += 2) {
            pairs.add(value.parts().get(i) + "=" + value.parts().get(i + 1));
        }
        Collections.sort(pairs);
        return pairs;
    }

    private static boolean isInMillis(Step step) {
        return step.word(0).startsWith("p") || step.word(0).startsWith("hp");
    }

    private static boolean near(Value a, Value b, long most) {
        if (!a.parts().isEmpty() && a.parts().size() == b.parts().size()) {
            for (int i = 0; i < a.parts().size(); i++) {
                Value x = a.parts().get(i);
                Value y = b.parts().get(i);
                if (!x.equals(y) && !near(x, y, most)) {
                    return false;
                }
            }
            return true;
        }
        if (!INTEGER.matcher(a.text()).matches() || !INTEGER.matcher(b.text()).matches()) {
            return false;
        }
        long x = Long.parseLong(a.text());
        long y = Long.parseLong(b.text());
        return x >= 0 && y >= 0 && Math.abs(x - y) <= most;
    }

    private static boolean sameButTimes(Value a, Value b) {
        List<Value> x = withoutTimes(a.parts());
        List<Value> y = withoutTimes(b.parts());
        if (x.isEmpty() && y.isEmpty()) {
            return a.equals(b)
                    || (a.type() == ':' && b.type() == ':' && near(a, b, DELIVERED_WITHIN_MS));
        }
        if (a.type() != b.type() || x.size() != y.size()) {
            return false;
        }
        for (int i = 0; i < x.size(); i++) {
            // Only the third part of an entry, and a number that is a moment, can be a time.
            boolean isTime = (x.size() == 4 && i == 2) || (x.size() == 3 && i == 1);
            boolean isPlain = x.get(i).parts().isEmpty() && !isTime;
            boolean same = isPlain ? x.get(i).equals(y.get(i)) : sameButTimes(x.get(i), y.get(i));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static List<Value> withoutTimes(List<Value> parts) {
        List<Value> rest = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (i + 1 < parts.size() && TIMES.contains(parts.get(i).text())) {
                i++;
            } else {
                rest.add(parts.get(i));
            }
        }
        return rest;
    }

    private static boolean sameScan(Step step, Value a, Value b) {
        if (a.parts().size() != 2 || b.parts().size() != 2) {
            return false;
        }
        boolean whole =
                step.word(step.is("scan") ? 1 : 2).equals("0")
                        && a.parts().get(0).text().equals("0")
                        && b.parts().get(0).text().equals("0");
        return !whole
                || Set.copyOf(sorted(a.parts().get(1)))
                        .equals(Set.copyOf(sorted(b.parts().get(1))));
    }

    private static List<String> withoutIdentity(Value greeting) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i + 1 < greeting.parts().size(); i += 2) {
            String name = greeting.parts().get(i).text();
            if (!name.equals("version") && !name.equals("id")) {
                fields.add(name + "=" + greeting.parts().get(i + 1));
            }
        }
        return fields;
    }

    /** Returns the rows as a Markdown table. */
    static String table() {
        var out =
                new StringBuilder(
                        "| commands | compared is | why not every byte |\n|---|---|---|\n");
        Arrays.stream(values())
                .sorted(Comparator.comparing(Tolerance::name))
                .forEach(row ->
                        out.append("| ")
                                .append(listed(row.commands))
                                .append(" | ")
                                .append(row.rule.text)
                                .append(" | ")
                                .append(row.reason)
                                .append(" |\n"));
        return out.toString();
    }

    static String listed(List<String> commands) {
        return String.join(
                ", ",
                commands.stream()
                        .map(c -> "`" + c.replace('|', ' ').toUpperCase(Locale.ROOT) + "`")
                        .toList());
    }
}
