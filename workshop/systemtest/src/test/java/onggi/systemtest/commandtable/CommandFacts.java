package onggi.systemtest.commandtable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import onggi.testkit.Wire;

/**
 * What {@code COMMAND INFO} tells of one command, each fact as a text to compare; order does not
 * count where the reply is a set, and remarks for people are left out.
 */
record CommandFacts(String name, Map<String, String> facts) {

    private static final int FIELDS = 10;

    /**
     * Reads the replies of {@code COMMAND INFO}, subcommands included; unknown commands are null.
     */
    static Map<String, CommandFacts> read(Wire.Value reply) {
        Map<String, CommandFacts> all = new LinkedHashMap<>();
        reply.parts().forEach(entry -> add(all, entry));
        return all;
    }

    private static void add(Map<String, CommandFacts> all, Wire.Value entry) {
        if (entry.isNull() || entry.parts().size() < FIELDS) {
            return;
        }
        List<Wire.Value> parts = entry.parts();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("arity", parts.get(1).text());
        facts.put("flags", set(parts.get(2)));
        facts.put("first key", parts.get(3).text());
        facts.put("last key", parts.get(4).text());
        facts.put("key step", parts.get(5).text());
        facts.put("categories", set(parts.get(6)));
        facts.put("tips", set(parts.get(7)));
        facts.put("key specs", keySpecs(parts.get(8)));
        String name = parts.get(0).text();
        all.put(name, new CommandFacts(name, facts));
        parts.get(9).parts().forEach(sub -> add(all, sub));
    }

    private static String set(Wire.Value value) {
        TreeSet<String> words = new TreeSet<>();
        value.parts().forEach(part -> words.add(part.text()));
        return words.toString();
    }

    private static String keySpecs(Wire.Value value) {
        List<String> specs = new ArrayList<>();
        for (Wire.Value spec : value.parts()) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i + 1 < spec.parts().size(); i += 2) {
                String field = spec.parts().get(i).text();
                Wire.Value content = spec.parts().get(i + 1);
                if (!field.equals("notes")) {
                    fields.put(field, field.equals("flags") ? set(content) : content.toString());
                }
            }
            specs.add(fields.toString());
        }
        return specs.toString();
    }
}
