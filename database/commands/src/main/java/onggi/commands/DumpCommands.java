package onggi.commands;

import static onggi.engine.CommandFlag.ASKING;
import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import java.io.IOException;
import onggi.bytes.LateLogger;
import onggi.bytes.LooseBlock;
import onggi.engine.AccessClock;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.rdb.DumpPayload;
import onggi.rdb.LoadedValue;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbText;
import onggi.rdb.RdbVersion;
import onggi.rdb.ValueWriter;
import onggi.types.Encoding;

/** Values as bytes that another server can take over. */
public final class DumpCommands {

    private static final CommandFamily KEY = CommandFamily.of(Group.GENERIC);

    private static final System.Logger LOG = LateLogger.of(DumpCommands.class);

    private static final CommandError BUSY_KEY =
            CommandError.of("BUSYKEY Target key name already exists.");

    private static final CommandError BAD_TTL =
            CommandError.of("ERR Invalid TTL value, must be >= 0");

    private static final CommandError BAD_IDLE_TIME =
            CommandError.of("ERR Invalid IDLETIME value, must be >= 0");

    private static final CommandError BAD_FREQUENCY =
            CommandError.of("ERR Invalid FREQ value, must be >= 0 and <= 255");

    private static final CommandError BAD_PAYLOAD =
            CommandError.of("ERR DUMP payload version or checksum are wrong");

    private static final CommandError BAD_VALUE = CommandError.of("ERR Bad data format");

    private static final CommandError TOO_LONG =
            CommandError.of("ERR value is too long to be dumped");

    /**
     * Values up to this length without anything outside of their records are dumped in the heap.
     */
    private static final int MOST_SHORT_BYTES = 1 << 16;

    private static final int PAYLOAD = 3;
    private static final int FIRST_OPTION = 4;
    private static final int MOST_USES = 255;

    private DumpCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return KEY;
    }

    static final Command DUMP =
            KEY.command("DUMP", DumpCommands::dump)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("2.6.0")
                    .summary("Returns the value of a key as bytes that RESTORE takes.")
                    .complexity("O(N) for the N elements of the value.")
                    .declare();

    private static void dump(Call call) {
        Entry entry = call.readable(1);
        if (!entry.exists()) {
            call.reply().nullBulk();
            return;
        }
        EngineSettings settings = call.engine().settings();
        boolean compresses = settings.compressesDumps();
        int version = Math.max(settings.dumpVersion(), RdbVersion.REDIS_7_0);
        if (!Encoding.hasBlocks(entry.encoding()) && entry.valueLength() <= MOST_SHORT_BYTES) {
            RdbOutput out = RdbOutput.toArray(compresses);
            write(entry, version, out);
            call.reply().bulk(out.array(), 0, (int) out.position());
            return;
        }
        try (OutsideSink sink = new OutsideSink(entry.memory())) {
            RdbOutput out = RdbOutput.to(sink, compresses);
            write(entry, version, out);
            call.reply().bulk(entry.memory(), sink.address(), sink.length());
        }
    }

    private static void write(Entry entry, int version, RdbOutput out) {
        try {
            DumpPayload.write(entry.type(), new ValueWriter(entry), version, out);
        } catch (IOException e) {
            throw TOO_LONG.raise();
        }
    }

    static final Command RESTORE =
            KEY.command("RESTORE", DumpCommands::restore)
                    .syntax(
                            "key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ"
                                    + " frequency]")
                    .key(1, OW, UPDATE)
                    .loose(PAYLOAD)
                    .flags(WRITE, DENYOOM)
                    .categories(AclCategory.DANGEROUS)
                    .since("2.6.0")
                    .changed("3.0.0", "Takes REPLACE.")
                    .changed("5.0.0", "Takes ABSTTL, IDLETIME and FREQ.")
                    .summary("Gives a key the value that DUMP returned.")
                    .complexity(
                            "O(N) for the N elements of the value, O(N*log(N)) for a sorted set.")
                    .declare();

    static final Command RESTORE_ASKING =
            KEY.command("RESTORE-ASKING", DumpCommands::restore)
                    .group(Group.SERVER)
                    .syntax(
                            "key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ"
                                    + " frequency]")
                    .key(1, OW, UPDATE)
                    .loose(PAYLOAD)
                    .flags(WRITE, DENYOOM, ASKING)
                    .categories(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
                    .since("3.0.0")
                    .changed("3.0.0", "Takes REPLACE.")
                    .changed("5.0.0", "Takes ABSTTL, IDLETIME and FREQ.")
                    .summary("RESTORE for a slot that is being moved; servers use it.")
                    .complexity(
                            "O(N) for the N elements of the value, O(N*log(N)) for a sorted set.")
                    .declare();

    private static void restore(Call call) {
        Options options = Options.of(call);
        Entry entry = call.writable(1);
        if (!options.replace && entry.exists()) {
            throw BUSY_KEY.raise();
        }
        long ttlMs = call.integer(2);
        if (ttlMs < 0) {
            throw BAD_TTL.raise();
        }
        long expiryMs = ttlMs == 0 || options.absolute ? ttlMs : ttlMs + call.nowMs();
        try (LoadedValue value = new LoadedValue(entry)) {
            read(call, value);
            if (expiryMs != 0 && expiryMs <= call.nowMs()) {
                drop(call, entry);
            } else {
                store(call, entry, value, expiryMs, options);
            }
        }
        call.reply().ok();
    }

    private static void read(Call call, LoadedValue value) {
        boolean summed = call.engine().settings().checksDumps();
        try {
            boolean known =
                    call.isLoose(PAYLOAD)
                            ? DumpPayload.read(
                                    call.loose(PAYLOAD), call.length(PAYLOAD), summed, value)
                            : DumpPayload.read(
                                    call.buffer(),
                                    call.offset(PAYLOAD),
                                    call.length(PAYLOAD),
                                    summed,
                                    value);
            if (!known) {
                throw BAD_PAYLOAD.raise();
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "RESTORE: integrity check failed, " + e.getMessage());
            throw BAD_VALUE.raise();
        }
    }

    /** What is restored has expired already: no key is what remains. */
    private static void drop(Call call, Entry entry) {
        if (entry.exists()) {
            entry.remove();
            call.changed(1, KeyEvent.DEL);
            Rewrites.del(call);
        }
    }

    private static void store(
            Call call, Entry entry, LoadedValue value, long expiryMs, Options options) {
        if (entry.exists()) {
            entry.remove();
        }
        long expiry = expiryMs == 0 ? Entry.NO_EXPIRY : expiryMs;
        if (value.isLong()) {
            LooseBlock block = value.takeBlock();
            entry.adoptString(block, block.length(), expiry);
        } else if (value.isText()) {
            RdbText text = value.text();
            entry.setString(text.bytes(), text.offset(), text.length(), expiry);
        } else {
            entry.take(value.type(), value.cell(), expiry);
        }
        AccessClock clock = call.engine().accessClock();
        if (options.uses >= 0 && clock.countsUses()) {
            entry.accessBits(clock.used((int) options.uses, call.nowMs()));
        } else if (options.idleSeconds >= 0 && !clock.countsUses()) {
            entry.accessBits(clock.idle(options.idleSeconds, call.nowMs()));
        }
        call.changed(1, KeyEvent.RESTORE);
        if (expiryMs != 0 && !options.absolute) {
            Rewrites.restoreUntil(call, expiryMs);
        }
    }

    /** What stands behind the payload. */
    private record Options(boolean replace, boolean absolute, long idleSeconds, long uses) {

        static Options of(Call call) {
            boolean replace = false;
            boolean absolute = false;
            long idleSeconds = -1;
            long uses = -1;
            for (int i = FIRST_OPTION; i < call.argc(); i++) {
                boolean more = i + 1 < call.argc();
                if (call.is(i, "REPLACE")) {
                    replace = true;
                } else if (call.is(i, "ABSTTL")) {
                    absolute = true;
                } else if (call.is(i, "IDLETIME") && more && uses < 0) {
                    idleSeconds = call.integer(++i);
                    if (idleSeconds < 0) {
                        throw BAD_IDLE_TIME.raise();
                    }
                } else if (call.is(i, "FREQ") && more && idleSeconds < 0) {
                    uses = call.integer(++i);
                    if (uses < 0 || uses > MOST_USES) {
                        throw BAD_FREQUENCY.raise();
                    }
                } else {
                    throw CommandError.SYNTAX.raise();
                }
            }
            return new Options(replace, absolute, idleSeconds, uses);
        }
    }
}
