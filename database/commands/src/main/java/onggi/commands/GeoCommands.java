package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;
import onggi.types.GeoHash;
import onggi.types.GeoShape;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** Commands on single places: members of a sorted set whose scores are points on the earth. */
public final class GeoCommands {

    private static final CommandFamily GEO = CommandFamily.of(Group.GEO);

    private static final byte[] ZADD = "zadd".getBytes(StandardCharsets.US_ASCII);

    private GeoCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return GEO;
    }

    static final Command GEOADD =
            GEO.command("GEOADD", GeoCommands::geoadd)
                    .syntax(
                            "key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .since("3.2.0")
                    .changed("6.2.0", "The options CH, NX and XX.")
                    .summary("Gives members of a sorted set places on the earth.")
                    .complexity("O(log(N)) a member for N members of the set.")
                    .declare();

    private static void geoadd(Call call) {
        boolean absent = false;
        boolean present = false;
        boolean changed = false;
        int first = 2;
        for (; first < call.argc(); first++) {
            if (call.is(first, "NX")) {
                absent = true;
            } else if (call.is(first, "XX")) {
                present = true;
            } else if (call.is(first, "CH")) {
                changed = true;
            } else {
                break;
            }
        }
        int rest = call.argc() - first;
        if (rest % 3 != 0 || (absent && present)) {
            throw CommandError.SYNTAX.raise();
        }
        for (int i = first; i < call.argc(); i += 3) {
            GeoReplies.checkPoint(call, i);
        }
        if (rest == 0) {
            throw CommandError.SYNTAX.raise();
        }
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.ZSET);
        if (!exists && present) {
            call.reply().integer(0);
            return;
        }

        ZsetValue zset = entry.zsetOrNew();
        if (!exists) {
            zset.makeRoomFor(call.length(first + 2));
        }
        long added = 0;
        long updated = 0;
        for (int i = first; i < call.argc(); i += 3) {
            double score = score(call, i);
            int offset = call.offset(i + 2);
            int length = call.length(i + 2);
            if (!zset.find(call.buffer(), offset, length)) {
                if (!present) {
                    zset.add(call.buffer(), offset, length, score);
                    added++;
                }
            } else if (!absent && zset.score() != score) {
                zset.rescore(score);
                updated++;
            }
        }

        if (added + updated > 0 && call.hasEffects()) {
            effect(call, first);
        }
        call.changed(1, KeyEvent.ZADD, added + updated);
        call.reply().integer(changed ? added + updated : added);
    }

    private static long score(Call call, int i) {
        return GeoHash.score(Zsets.score(call, i), Zsets.score(call, i + 1));
    }

    /** Puts ZADD with the scores into the effect stream. */
    private static void effect(Call call, int first) {
        RequestWriter writer = call.beginEffect(first + (call.argc() - first) / 3 * 2);
        writer.argument(ZADD);
        for (int i = 1; i < first; i++) {
            call.writeTo(writer, i);
        }
        for (int i = first; i < call.argc(); i += 3) {
            long score = score(call, i);
            byte[] digits = new byte[Numbers.textLength(score)];
            Numbers.write(score, digits, 0);
            writer.argument(digits);
            call.writeTo(writer, i + 2);
        }
        call.endEffect(writer);
    }

    static final Command GEODIST =
            GEO.command("GEODIST", GeoCommands::geodist)
                    .syntax("key member1 member2 [M | KM | FT | MI]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("3.2.0")
                    .summary("Returns the distance of two members.")
                    .complexity("O(1)")
                    .declare();

    private static void geodist(Call call) {
        double unit = call.argc() == 5 ? GeoReplies.unit(call, 4) : 1;
        if (call.argc() > 5) {
            throw CommandError.SYNTAX.raise();
        }
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.ZSET) || !find(call, entry, 2) || !find(call, entry, 3)) {
            call.reply().nullBulk();
            return;
        }
        double other = entry.zset().score();
        find(call, entry, 2);
        double one = entry.zset().score();

        double distance =
                GeoShape.distance(
                        GeoHash.longitude(one),
                        GeoHash.latitude(one),
                        GeoHash.longitude(other),
                        GeoHash.latitude(other));
        GeoReplies.distance(call.reply(), distance / unit);
    }

    private static boolean find(Call call, Entry entry, int i) {
        return entry.zset().find(call.buffer(), call.offset(i), call.length(i));
    }

    static final Command GEOHASH =
            GEO.command("GEOHASH", GeoCommands::geohash)
                    .syntax("key [member [member ...]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("3.2.0")
                    .summary("Returns the places of members as geohash texts.")
                    .complexity("O(1) a member.")
                    .declare();

    private static void geohash(Call call) {
        Entry entry = call.readable(1);
        boolean exists = entry.existsAs(ValueType.ZSET);
        ReplyWriter reply = call.reply();
        reply.arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            if (exists && find(call, entry, i)) {
                reply.bulk(GeoHash.text(entry.zset().score()));
            } else {
                reply.nullBulk();
            }
        }
    }

    static final Command GEOPOS =
            GEO.command("GEOPOS", GeoCommands::geopos)
                    .syntax("key [member [member ...]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("3.2.0")
                    .summary("Returns longitude and latitude of members.")
                    .complexity("O(1) a member.")
                    .declare();

    private static void geopos(Call call) {
        Entry entry = call.readable(1);
        boolean exists = entry.existsAs(ValueType.ZSET);
        ReplyWriter reply = call.reply();
        reply.arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            if (exists && find(call, entry, i)) {
                GeoReplies.point(reply, entry.zset().score());
            } else {
                reply.nullArray();
            }
        }
    }
}
