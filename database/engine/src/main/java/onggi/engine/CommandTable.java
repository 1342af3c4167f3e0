package onggi.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Every command by name, fixed after start.
 *
 * <p>A lookup reads the first eight bytes of the name as one number with the case bits cleared and
 * probes an open table with it; for names of letters only that is the whole comparison. Thread-safe
 * after construction.
 */
public final class CommandTable {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long CASE_BITS = 0xDFDFDFDFDFDFDFDFL;
    private static final int WORD = Long.BYTES;

    /** What no name reads as, since case bits are cleared. */
    private static final long NO_WORD = -1;

    private final Map<String, Command> byName = new HashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Command> rows = new ArrayList<>();
    private final Map<Command, CommandTable> containers = new HashMap<>();
    private final long[] words;
    private final @Nullable Command[] slots;
    private final byte[][] names;
    private final int mask;

    /** Creates the table of these commands. */
    public CommandTable(Collection<Command> commands) {
        int capacity = Integer.highestOneBit(Math.max(8, commands.size() * 4)) * 2;
        words = new long[capacity];
        slots = new Command[capacity];
        names = new byte[capacity][];
        mask = capacity - 1;
        for (Command command : commands) {
            add(command);
        }
    }

    /** Creates the table of all commands of the families and numbers their rows. */
    public static CommandTable of(List<CommandFamily> families) {
        List<Command> all = new ArrayList<>();
        for (CommandFamily family : families) {
            all.addAll(family.commands());
        }
        return numbered(all);
    }

    /** Creates the table of commands and numbers their rows. */
    public static CommandTable numbered(List<Command> all) {
        CommandTable table = new CommandTable(all);
        table.numberRows();
        return table;
    }

    private void add(Command command) {
        String name = command.wireName();
        String last = name.substring(name.indexOf('|') + 1);
        if (byName.putIfAbsent(last, command) != null) {
            throw new IllegalArgumentException("two rows for command " + command.name());
        }
        commands.add(command);
        put(last, command);
        if (!command.row.subcommands.isEmpty()) {
            containers.put(command, new CommandTable(command.row.subcommands));
        }
    }

    private void put(String last, Command command) {
        byte[] upper = last.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        long word = word(upper, 0, upper.length);
        int i = index(word, upper.length);
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        words[i] = word;
        slots[i] = command;
        names[i] = upper;
    }

    /**
     * Gives a command another name, or none, before the table is used.
     *
     * @param from its name in any case
     * @param to the new one, empty for none
     * @throws IllegalArgumentException with Redis's reason when that cannot be
     */
    public void rename(String from, String to) {
        Command command = byName.remove(from.toLowerCase(Locale.ROOT));
        if (command == null) {
            throw new IllegalArgumentException("No such command in rename-command");
        }
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == command) {
                words[i] = NO_WORD; // the slot stays taken, so that probing goes on past it
            }
        }
        if (to.isEmpty()) {
            commands.remove(command);
        } else if (byName.putIfAbsent(to.toLowerCase(Locale.ROOT), command) != null) {
            throw new IllegalArgumentException("Target command name already exists");
        } else {
            put(to, command);
        }
    }

    private void numberRows() {
        for (Command command : commands) {
            number(command);
            for (Command sub : command.row.subcommands) {
                number(sub);
            }
        }
    }

    private void number(Command command) {
        command.number(rows.size());
        rows.add(command);
    }

    /** Returns the command with this name in any case, or null. Subcommands are not found here. */
    @HotPath
    public @Nullable Command find(byte[] buffer, int offset, int length) {
        long word = word(buffer, offset, length);
        int i = index(word, length);
        while (true) {
            Command command = slots[i];
            if (command == null) {
                return null;
            }
            if (words[i] == word && same(names[i], buffer, offset, length)) {
                return command;
            }
            i = (i + 1) & mask;
        }
    }

    /** Returns the subcommand of a container, or null. */
    public @Nullable Command findSub(Command container, byte[] buffer, int offset, int length) {
        CommandTable table = containers.get(container);
        return table == null ? null : table.find(buffer, offset, length);
    }

    /**
     * Returns the command by its wire name, such as {@code get} or {@code client|list}, in lower
     * case, or null.
     */
    public @Nullable Command named(String wireName) {
        int bar = wireName.indexOf('|');
        if (bar < 0) {
            return byName.get(wireName);
        }
        Command container = byName.get(wireName.substring(0, bar));
        CommandTable table = container == null ? null : containers.get(container);
        return table == null ? null : table.byName.get(wireName.substring(bar + 1));
    }

    /** Returns the commands without subcommands, in order of declaration. */
    public List<Command> commands() {
        return List.copyOf(commands);
    }

    /**
     * Returns every row, commands and subcommands, each at the index of its {@link Command#id()}.
     */
    public List<Command> rows() {
        return List.copyOf(rows);
    }

    @HotPath
    private static long word(byte[] buffer, int offset, int length) {
        if (offset + WORD <= buffer.length) {
            long word = (long) LONGS.get(buffer, offset);
            if (length < WORD) {
                word &= (1L << (length << 3)) - 1;
            }
            return word & CASE_BITS;
        }
        long word = 0;
        for (int i = Math.min(length, WORD) - 1; i >= 0; i--) {
            word = (word << 8) | (buffer[offset + i] & 0xff);
        }
        return word & CASE_BITS;
    }

    @HotPath
    private int index(long word, int length) {
        long mixed = (word + length) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40) & mask;
    }

    @HotPath
    private static boolean same(byte[] upper, byte[] buffer, int offset, int length) {
        if (upper.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int b = buffer[offset + i];
            if (b >= 'a' && b <= 'z') {
                b -= 'a' - 'A';
            }
            if (b != upper[i]) {
                return false;
            }
        }
        return true;
    }
}
