package onggi.commands;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import onggi.engine.AclCategory;
import onggi.engine.Argument;
import onggi.engine.Command;
import onggi.engine.CommandFlag;
import onggi.engine.KeyFlag;
import onggi.engine.KeySpec;
import onggi.resp.ReplyWriter;

/** The shapes in which COMMAND answers the rows of the command table. */
final class CommandReplies {

    /**
     * The order in which Redis names the flags of a key: what is done with the key, then with its
     * value.
     */
    private static final List<KeyFlag> UPPER =
            List.of(KeyFlag.RO, KeyFlag.RW, KeyFlag.OW, KeyFlag.RM);

    private CommandReplies() {}

    /** Writes one element of {@code COMMAND INFO}. */
    static void info(ReplyWriter reply, Command command) {
        reply.arrayHeader(10);
        reply.bulk(command.wireName());
        reply.integer(command.arity());
        Set<CommandFlag> flags = command.flagSet();
        boolean hidden = flags.contains(CommandFlag.MAY_REPLICATE); // Redis does not tell of it
        reply.setHeader(flags.size() - (hidden ? 1 : 0));
        for (CommandFlag flag : flags) {
            if (flag != CommandFlag.MAY_REPLICATE) {
                reply.simple(flag.wireName());
            }
        }
        reply.integer(command.firstKey());
        reply.integer(command.lastKey());
        reply.integer(command.keyStep());
        Set<AclCategory> categories = command.categories();
        reply.setHeader(categories.size());
        for (AclCategory category : categories) {
            reply.simple("@" + category.wireName());
        }
        reply.setHeader(command.tips().size());
        for (String tip : command.tips()) {
            reply.bulk(tip);
        }
        reply.setHeader(command.keys().size());
        for (KeySpec spec : command.keys()) {
            keySpec(reply, spec);
        }
        reply.setHeader(command.subcommands().size());
        for (Command subcommand : command.subcommands()) {
            info(reply, subcommand);
        }
    }

    /** Writes what a command does with the keys of a specification. */
    static void keyFlags(ReplyWriter reply, int flags) {
        reply.setHeader(Integer.bitCount(flags));
        for (KeyFlag flag : KeyFlag.values()) {
            if ((flags & flag.bit()) != 0) {
                reply.simple(
                        UPPER.contains(flag) ? flag.name() : flag.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static void keySpec(ReplyWriter reply, KeySpec spec) {
        String notes = spec.notes();
        reply.mapHeader(notes == null ? 3 : 4);
        if (notes != null) {
            reply.bulk("notes");
            reply.bulk(notes);
        }
        reply.bulk("flags");
        keyFlags(reply, spec.flagMask());
        reply.bulk("begin_search");
        switch (spec.begin()) {
            case KeySpec.Begin.Index(int position) -> {
                typed(reply, "index", 1);
                number(reply, "index", position);
            }
            case KeySpec.Begin.Keyword(String keyword, int from) -> {
                typed(reply, "keyword", 2);
                reply.bulk("keyword");
                reply.bulk(keyword);
                number(reply, "startfrom", from);
            }
            case KeySpec.Begin.StoreOption() -> typed(reply, "unknown", 0);
            case KeySpec.Begin.Unknown() -> typed(reply, "unknown", 0);
        }
        reply.bulk("find_keys");
        switch (spec.find()) {
            case KeySpec.Find.Range(int last, int step, int limit) -> {
                typed(reply, "range", 3);
                number(reply, "lastkey", last);
                number(reply, "keystep", step);
                number(reply, "limit", limit);
            }
            case KeySpec.Find.KeyCount(int countPosition, int firstKey, int step) -> {
                typed(reply, "keynum", 3);
                number(reply, "keynumidx", countPosition);
                number(reply, "firstkey", firstKey);
                number(reply, "keystep", step);
            }
            case KeySpec.Find.Unknown() -> typed(reply, "unknown", 0);
        }
    }

    private static void typed(ReplyWriter reply, String type, int fields) {
        reply.mapHeader(2);
        reply.bulk("type");
        reply.bulk(type);
        reply.bulk("spec");
        reply.mapHeader(fields);
    }

    private static void number(ReplyWriter reply, String name, int value) {
        reply.bulk(name);
        reply.integer(value);
    }

    /** Writes one entry of {@code COMMAND DOCS}: the name and its map. */
    static void docs(ReplyWriter reply, Command command) {
        reply.bulk(command.wireName());
        int mark = reply.startArray();
        int fields = 3;
        text(reply, "summary", command.summary());
        text(reply, "since", command.since());
        text(reply, "group", command.group().wireName());
        if (!command.complexity().isEmpty()) {
            text(reply, "complexity", command.complexity());
            fields++;
        }
        String deprecatedSince = command.deprecatedSince();
        String replacedBy = command.replacedBy();
        if (deprecatedSince != null && replacedBy != null) {
            reply.bulk("doc_flags");
            reply.setHeader(1);
            reply.simple("deprecated");
            text(reply, "deprecated_since", deprecatedSince);
            text(reply, "replaced_by", replacedBy);
            fields += 3;
        }
        if (!command.history().isEmpty()) {
            history(reply, command.history());
            fields++;
        }
        List<Argument> arguments = command.arguments();
        if (!arguments.isEmpty()) {
            reply.bulk("arguments");
            arguments(reply, arguments, new KeyIndex(command.keys().size()));
            fields++;
        }
        if (!command.subcommands().isEmpty()) {
            reply.bulk("subcommands");
            reply.mapHeader(command.subcommands().size());
            for (Command subcommand : command.subcommands()) {
                docs(reply, subcommand);
            }
            fields++;
        }
        reply.endMap(mark, fields);
    }

    private static void text(ReplyWriter reply, String name, String value) {
        reply.bulk(name);
        reply.bulk(value);
    }

    private static void history(ReplyWriter reply, List<String> history) {
        reply.bulk("history");
        reply.setHeader(history.size() / 2);
        for (int i = 0; i < history.size(); i += 2) {
            reply.arrayHeader(2);
            reply.bulk(history.get(i));
            reply.bulk(history.get(i + 1));
        }
    }

    /** Numbers the key arguments by the key specification they belong to. */
    private static final class KeyIndex {

        private final int specs;
        private int next;

        KeyIndex(int specs) {
            this.specs = specs;
        }

        int take() {
            return Math.max(0, Math.min(next++, specs - 1));
        }
    }

    private static void arguments(ReplyWriter reply, List<Argument> arguments, KeyIndex keys) {
        reply.arrayHeader(arguments.size());
        for (Argument argument : arguments) {
            argument(reply, argument, keys);
        }
    }

    private static void argument(ReplyWriter reply, Argument argument, KeyIndex keys) {
        int mark = reply.startArray();
        int fields = 2;
        text(reply, "name", argument.name());
        text(reply, "type", argument.type().wireName());
        if (argument.parts().isEmpty()) {
            text(reply, "display_text", argument.name());
            fields++;
        }
        if (argument.type() == Argument.Type.KEY) {
            number(reply, "key_spec_index", keys.take());
            fields++;
        }
        String token = argument.token();
        if (token != null) {
            text(reply, "token", token);
            fields++;
        }
        if (argument.optional() || argument.multiple()) {
            reply.bulk("flags");
            argumentFlags(reply, argument);
            fields++;
        }
        if (!argument.parts().isEmpty()) {
            reply.bulk("arguments");
            arguments(reply, argument.parts(), keys);
            fields++;
        }
        reply.endMap(mark, fields);
    }

    private static void argumentFlags(ReplyWriter reply, Argument argument) {
        int count =
                (argument.optional() ? 1 : 0)
                        + (argument.multiple() ? 1 : 0)
                        + (argument.multipleToken() ? 1 : 0);
        reply.setHeader(count);
        if (argument.optional()) {
            reply.simple("optional");
        }
        if (argument.multiple()) {
            reply.simple("multiple");
        }
        if (argument.multipleToken()) {
            reply.simple("multiple_token");
        }
    }
}
