package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.KeySpec;
import onggi.engine.LongWork;
import onggi.resp.ReplyWriter;
import onggi.types.ListValue;
import org.jspecify.annotations.Nullable;

/** SORT and SORT_RO: the elements of a list, set or sorted set in order, or what they refer to. */
public final class SortCommands {

    private static final CommandFamily SORTING = CommandFamily.of(Group.GENERIC);

    private static final byte[] NOTHING = {};

    private static final String REFERENCES =
            "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive"
                    + " from the content of the key we sort";

    private SortCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SORTING;
    }

    static final Command SORT =
            SORTING.command("SORT", SortCommands::sort)
                    .syntax(
                            "key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET"
                                    + " get-pattern ...]] [ASC | DESC] [ALPHA] [STORE destination]")
                    .key(1, RO, ACCESS)
                    .keys(new KeySpec.Begin.Unknown(), new KeySpec.Find.Unknown(), RO, ACCESS)
                    .note(REFERENCES)
                    .keys(new KeySpec.Begin.StoreOption(), new KeySpec.Find.Unknown(), OW, UPDATE)
                    .note(
                            "For the optional STORE keyword. It is marked 'unknown' because the"
                                    + " keyword can appear anywhere in the argument array")
                    .flags(WRITE, DENYOOM)
                    .notInGroupCategory()
                    .categories(
                            AclCategory.SET,
                            AclCategory.SORTEDSET,
                            AclCategory.LIST,
                            AclCategory.DANGEROUS)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("1.0.0")
                    .summary(
                            "Returns the elements of a list, set or sorted set in order, or stores them.")
                    .complexity("O(N+M*log(M)) for N elements of which M are returned.")
                    .declare();

    private static void sort(Call call) {
        run(call, SortOptions.parse(call, true));
    }

    static final Command SORT_RO =
            SORTING.command("SORT_RO", SortCommands::sortReadOnly)
                    .syntax(
                            "key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET"
                                    + " get-pattern ...]] [ASC | DESC] [ALPHA]")
                    .key(1, RO, ACCESS)
                    .keys(new KeySpec.Begin.Unknown(), new KeySpec.Find.Unknown(), RO, ACCESS)
                    .note(REFERENCES)
                    .flags(READONLY)
                    .notInGroupCategory()
                    .categories(
                            AclCategory.SET,
                            AclCategory.SORTEDSET,
                            AclCategory.LIST,
                            AclCategory.DANGEROUS)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("7.0.0")
                    .summary("Returns the elements of a list, set or sorted set in order.")
                    .complexity("O(N+M*log(M)) for N elements of which M are returned.")
                    .declare();

    private static void sortReadOnly(Call call) {
        run(call, SortOptions.parse(call, false));
    }

    private static void run(Call call, SortOptions asked) {
        if (asked.looksAtNoOtherKey() && LongWork.mayTakeTurns(call) && isMuch(call, asked)) {
            runInTurns(call, asked);
            return;
        }
        Entry source = call.readable(1);
        boolean isFixed = asked.stores() || call.execution().scripts().isOf(call);
        SortOptions options = SortSource.options(source, asked, isFixed);
        List<byte[]> elements = SortSource.elements(source, options);
        if (options.sorted()) {
            elements = SortSource.limited(SortOrder.sort(call, elements, options), options);
        }
        if (options.stores()) {
            store(call, options, elements);
        } else {
            reply(call, options, elements);
        }
    }

    private static boolean isMuch(Call call, SortOptions options) {
        if (options.stores()) {
            call.peek(options.destination()); // whoever reads it is waited for first
        }
        return LongWork.isOpen(call) || SortSource.size(call.peek(1)) > LongWork.MOST_AT_ONCE;
    }

    private static void runInTurns(Call call, SortOptions options) {
        try (SortWork work =
                LongWork.done(call, SortWork.class, () -> new SortWork(call, options))) {
            if (!options.stores()) {
                work.reply(call);
                return;
            }
            Entry target = call.writable(options.destination());
            if (work.count() > 0) {
                work.moveTo(target);
                call.changed(options.destination(), KeyEvent.SORTSTORE, work.count());
            } else if (target.exists()) {
                target.remove();
                call.changed(options.destination(), KeyEvent.DEL);
            }
            call.reply().integer(work.count());
        }
    }

    private static void reply(Call call, SortOptions options, List<byte[]> elements) {
        ReplyWriter reply = call.reply();
        reply.arrayHeader(elements.size() * Math.max(1, options.gets().size()));
        for (byte[] element : elements) {
            if (options.gets().isEmpty()) {
                reply.bulk(element, 0, element.length);
            }
            for (SortPattern get : options.gets()) {
                byte @Nullable [] value = get.of(call, element);
                if (value == null) {
                    reply.nullBulk();
                } else {
                    reply.bulk(value, 0, value.length);
                }
            }
        }
    }

    private static void store(Call call, SortOptions options, List<byte[]> elements) {
        List<byte[]> values = new ArrayList<>();
        for (byte[] element : elements) {
            if (options.gets().isEmpty()) {
                values.add(element);
            }
            for (SortPattern get : options.gets()) {
                byte @Nullable [] value = get.of(call, element);
                values.add(value == null ? NOTHING : value);
            }
        }
        Entry target = call.writable(options.destination());
        if (!values.isEmpty()) {
            fill(target.newList(), values);
            call.changed(options.destination(), KeyEvent.SORTSTORE, values.size());
        } else if (target.exists()) {
            target.remove();
            call.changed(options.destination(), KeyEvent.DEL);
        }
        call.reply().integer(values.size());
    }

    private static void fill(ListValue list, List<byte[]> values) {
        long bytes = 0;
        for (byte[] value : values) {
            bytes += value.length;
        }
        list.prepareFor(bytes, values.size());
        for (byte[] value : values) {
            list.pushLast(value, 0, value.length);
        }
        list.settle();
    }
}
