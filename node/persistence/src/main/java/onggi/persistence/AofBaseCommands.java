package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import onggi.bytes.Doubles;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.rdb.LoadedValue;
import onggi.rdb.RdbInput;
import onggi.rdb.RdbKey;
import onggi.rdb.RdbReader;
import onggi.rdb.RdbText;
import onggi.rdb.RdbVisitor;
import onggi.types.ElementText;
import onggi.types.HashValue;
import onggi.types.ListValue;
import onggi.types.MemberVisitor;
import onggi.types.ValueType;
import onggi.types.Values;
import onggi.types.ZsetValue;

/** Makes the commands that build what a snapshot holds, those of Redis for the same. */
final class AofBaseCommands implements RdbVisitor {

    private final AofCommandOutput out;
    private final LoadedValue home = LoadedValue.apart(Memory.best());
    private final Values values = new Values(home.cell());
    private int database = -1;

    private AofBaseCommands(AofCommandOutput out) {
        this.out = out;
    }

    /** Writes a file of commands, behind a head, from a file that is a snapshot, and syncs it. */
    static void write(Disk disk, Path snapshot, Path target, String head) throws IOException {
        try (Disk.Input in = disk.open(snapshot);
                Disk.Output file = disk.create(target)) {
            AofCommandOutput out = new AofCommandOutput(file);
            out.raw(head);
            RdbInput input = RdbInput.of(in::read, in.size());
            AofBaseCommands commands = new AofBaseCommands(out);
            try {
                new RdbReader(input, commands, true).read();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } finally {
                commands.home.close();
            }
            out.flush();
            file.sync();
        }
    }

    @Override
    public void function(RdbText code) throws IOException {
        out.begin(3);
        out.text("FUNCTION");
        out.text("LOAD");
        out.text(code.bytes(), code.offset(), code.length());
    }

    @Override
    public LoadedValue home(RdbKey key) {
        return home;
    }

    @Override
    public void key(RdbKey key, LoadedValue value) throws IOException {
        if (key.database() != database) {
            database = key.database();
            out.begin(2);
            out.text("SELECT");
            out.number(database);
        }
        out.key(key.name());
        switch (value.type()) {
            case ValueType.STRING -> string(value);
            case ValueType.LIST -> list();
            case ValueType.SET -> set();
            case ValueType.ZSET -> zset();
            case ValueType.HASH -> hash();
            case ValueType.STREAM -> new AofStreamCommands(out, values.stream()).write();
            default -> throw new IOException("a value of type " + value.type());
        }
        if (key.expiryMs() != RdbKey.NO_EXPIRY) {
            out.command("PEXPIREAT", 1);
            out.number(key.expiryMs());
        }
    }

    private void string(LoadedValue value) throws IOException {
        out.command("SET", 1);
        if (!value.isLong()) {
            RdbText text = value.text();
            out.text(text.bytes(), text.offset(), text.length());
            return;
        }
        LooseBlock block = value.takeBlock();
        try {
            out.text(block);
        } finally {
            block.release();
        }
    }

    private void list() throws IOException {
        ListValue list = values.list();
        out.chunked("RPUSH", list.size(), 1);
        for (boolean more = list.first(); more; more = list.next()) {
            out.nextOfChunk();
            if (list.isInteger()) {
                out.number(list.integer());
            } else {
                out.text(list.memory(), list.address(), list.stringLength());
            }
        }
    }

    private void set() throws IOException {
        out.chunked("SADD", values.set().size(), 1);
        values.set()
                .forEach(
                        new MemberVisitor() {
                            @Override
                            public void integer(long value) {
                                unchecked(() -> {
                                    out.nextOfChunk();
                                    out.number(value);
                                });
                            }

                            @Override
                            public void text(Memory memory, long address, int length) {
                                unchecked(() -> {
                                    out.nextOfChunk();
                                    out.text(memory, address, length);
                                });
                            }
                        });
    }

    private void zset() throws IOException {
        ZsetValue zset = values.zset();
        byte[] score = new byte[Doubles.MAX_TEXT_LENGTH];
        out.chunked("ZADD", zset.size(), 2);
        for (zset.seek(0); zset.isOnMember(); zset.next()) {
            out.nextOfChunk();
            out.text(score, 0, Doubles.write(zset.score(), score, 0));
            element(zset.member());
        }
    }

    private void hash() throws IOException {
        HashValue hash = values.hash();
        out.chunked("HMSET", hash.size(), 2);
        hash.forEach(field ->
                unchecked(() -> {
                    out.nextOfChunk();
                    element(field.field());
                    element(field.value());
                }));
        if (hash.hasMoments()) {
            hash.forEach(field -> unchecked(() -> moment(field)));
        }
    }

    private void moment(HashValue field) throws IOException {
        if (field.expiryMs() != HashValue.NO_EXPIRY) {
            out.command("HPEXPIREAT", 4);
            out.number(field.expiryMs());
            out.text("FIELDS");
            out.number(1);
            element(field.field());
        }
    }

    private void element(ElementText text) throws IOException {
        if (text.isInteger()) {
            out.number(text.number());
        } else {
            out.text(text.memory(), text.address(), text.length());
        }
    }

    /** What may fail in the middle of a walk. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
