package onggi.commands;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import onggi.bytes.Doubles;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;
import onggi.engine.Keyspace;
import onggi.engine.Shard;
import onggi.types.Encoding;
import onggi.types.HashValue;
import onggi.types.ListValue;
import onggi.types.MemberText;
import onggi.types.Record;
import onggi.types.SetValue;
import onggi.types.StreamEntries;
import onggi.types.StreamIds;
import onggi.types.StreamValue;
import onggi.types.Table;
import onggi.types.ValueType;
import onggi.types.ZsetValue;
import org.jspecify.annotations.Nullable;

/**
 * The digest that {@code DEBUG DIGEST} answers: equal for equal data, whatever the order in which
 * it came and the encoding it is kept in.
 */
final class DatasetDigest {

    /*
     * A digest is 20 bytes. Two ways to put something in: "xor" adds its SHA-1, so that order does not count (keys of a database);
     * "mix" does the same and then replaces the digest by its own SHA-1, so that order does (a key and its value). All numbers are
     * big-endian. Compatible with Redis 2.0 to 8.
     */

    private static final int BYTES = 20;

    /** What Redis's objects call a stream; its files have another number. */
    private static final int STREAM_OBJECT = 6;

    private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha1 = sha1();
    private final byte[] digest = new byte[BYTES];

    /** Returns the digest of all databases, in hexadecimal. The caller holds every shard. */
    static String of(Keyspace keyspace) {
        var whole = new DatasetDigest();
        for (int database = 0; database < keyspace.databases(); database++) {
            if (keyspace.size(database) > 0) {
                whole.mixInt(database);
                whole.xorKeys(keyspace, database);
            }
        }
        return whole.text();
    }

    private void xorKeys(Keyspace keyspace, int database) {
        for (int i = 0; i < keyspace.shardCount(); i++) {
            Shard shard = keyspace.shard(i);
            Table table = shard.table(database);
            if (table != null) {
                table.forEach(reference -> {
                    var one = new DatasetDigest();
                    one.mix(shard.key(reference));
                    one.mixValue(shard, reference);
                    xor(one.digest);
                });
            }
        }
    }

    /** Returns the digest of one value, in hexadecimal, or of nothing when there is no record. */
    static String ofValue(@Nullable Shard shard, int reference) {
        var one = new DatasetDigest();
        if (shard != null) {
            one.mixValue(shard, reference);
        }
        return one.text();
    }

    private void mixValue(Shard shard, int reference) {
        Memory memory = shard.memory();
        long address = shard.slab().address(reference);
        int type = Record.type(memory, address);
        mixInt(type == ValueType.STREAM ? STREAM_OBJECT : type);
        switch (type) {
            case ValueType.STRING -> mix(string(memory, address));
            case ValueType.LIST -> mixList(shard.cell(reference).list());
            case ValueType.ZSET -> xorScores(shard.cell(reference).zset());
            case ValueType.SET -> xorMembers((SetValue) shard.cell(reference).value());
            case ValueType.STREAM -> mixStream((StreamValue) shard.cell(reference).value());
            case ValueType.HASH ->
                    ((HashValue) shard.cell(reference).value()).forEach(this::xorField);
            default -> throw new IllegalStateException("no digest of type " + type);
        }
        if (Record.expiryMs(memory, address) != Record.NO_EXPIRY) {
            xor(EXPIRES);
        }
    }

    private void mixList(ListValue list) {
        for (boolean there = list.first(); there; there = list.next()) {
            mix(list.copy());
        }
    }

    private void xorMembers(SetValue set) {
        set.forEach(
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        xor(Arrays.copyOf(text, length));
                    }
                });
    }

    private void xorField(HashValue hash) {
        var one = new DatasetDigest();
        one.mix(hash.field().copy());
        one.mix(hash.value().copy());
        xor(one.digest);
    }

    private void mixStream(StreamValue stream) {
        StreamEntries entries = stream.range(0, 0, -1, -1);
        while (entries.next()) {
            mix(StreamIds.text(entries.ms(), entries.seq()).replace('-', '.'));
            for (int pairs = entries.open(); pairs > 0; pairs--) {
                entries.field();
                mixItem(entries);
                entries.value();
                mixItem(entries);
            }
        }
    }

    private void mixItem(StreamEntries entries) {
        if (entries.isNumber()) {
            mix(Long.toString(entries.number()));
            return;
        }
        byte[] text = new byte[entries.textLength()];
        entries.memory().copyOut(entries.textAddress(), text, 0, text.length);
        mix(text);
    }

    private void mix(String text) {
        mix(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void xorScores(ZsetValue zset) {
        byte[] score = new byte[Doubles.MAX_TEXT_LENGTH];
        for (zset.seek(0); zset.isOnMember(); zset.next()) {
            var one = new DatasetDigest();
            one.mix(zset.member().copy());
            one.mix(Arrays.copyOf(score, Doubles.write(zset.score(), score, 0)));
            xor(one.digest);
        }
    }

    private static byte[] string(Memory memory, long address) {
        long from = Record.valueAddress(memory, address);
        if (Record.encoding(memory, address) == Encoding.INT) {
            long value = memory.longAt(from);
            byte[] text = new byte[Numbers.textLength(value)];
            Numbers.write(value, text, 0);
            return text;
        }
        byte[] text = new byte[Record.valueLength(memory, address)];
        memory.copyOut(from, text, 0, text.length);
        return text;
    }

    private void mixInt(int number) {
        mix(
                new byte[] {
                    (byte) (number >>> 24),
                    (byte) (number >>> 16),
                    (byte) (number >>> 8),
                    (byte) number
                });
    }

    private void mix(byte[] bytes) {
        xor(bytes);
        System.arraycopy(sha1.digest(digest), 0, digest, 0, BYTES);
    }

    private void xor(byte[] bytes) {
        byte[] hash = sha1.digest(bytes);
        for (int i = 0; i < BYTES; i++) {
            digest[i] ^= hash[i];
        }
    }

    private String text() {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
