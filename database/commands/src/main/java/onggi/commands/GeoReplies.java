package onggi.commands;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.resp.ReplyWriter;
import onggi.types.GeoHash;

/** What the commands on places share: their numbers as arguments and as text. */
final class GeoReplies {

    private static final CommandError NO_UNIT =
            CommandError.of("ERR unsupported unit provided. please use M, KM, FT, MI");

    private static final int COORDINATE_DIGITS = 17;
    private static final int DISTANCE_DIGITS = 4;
    private static final int ERROR_DIGITS = 6;

    private GeoReplies() {}

    /** Returns how many metres the unit at an argument has. */
    static double unit(Call call, int i) {
        if (call.is(i, "M")) {
            return 1;
        }
        if (call.is(i, "KM")) {
            return 1000;
        }
        if (call.is(i, "FT")) {
            return 0.3048;
        }
        if (call.is(i, "MI")) {
            return 1609.34;
        }
        throw NO_UNIT.raise();
    }

    /** Verifies that a longitude and a latitude stand at an argument and behind it. */
    static void checkPoint(Call call, int i) {
        double longitude = Zsets.score(call, i);
        double latitude = Zsets.score(call, i + 1);
        if (!GeoHash.isValid(longitude, latitude)) {
            throw CommandError.of(
                            "ERR invalid longitude,latitude pair "
                                    + fixed(longitude, ERROR_DIGITS)
                                    + ","
                                    + fixed(latitude, ERROR_DIGITS))
                    .raise();
        }
    }

    /** Replies a distance: a string with four digits behind the point. */
    static void distance(ReplyWriter reply, double distance) {
        reply.bulk(fixed(distance, DISTANCE_DIGITS));
    }

    /** Replies longitude and latitude of the point that a score stands for. */
    static void point(ReplyWriter reply, double score) {
        reply.arrayHeader(2);
        coordinate(reply, GeoHash.longitude(score));
        coordinate(reply, GeoHash.latitude(score));
    }

    private static void coordinate(ReplyWriter reply, double coordinate) {
        BigDecimal rounded =
                new BigDecimal(coordinate).setScale(COORDINATE_DIGITS, RoundingMode.HALF_EVEN);
        byte[] text =
                rounded.stripTrailingZeros().toPlainString().getBytes(StandardCharsets.US_ASCII);
        reply.doubleText(text, 0, text.length);
    }

    /** A number as C prints it with so many digits behind the point. */
    private static String fixed(double number, int digits) {
        if (Double.isInfinite(number)) {
            return number < 0 ? "-inf" : "inf";
        }
        String text =
                new BigDecimal(Math.abs(number))
                        .setScale(digits, RoundingMode.HALF_EVEN)
                        .toPlainString();
        return Double.doubleToRawLongBits(number) < 0 ? "-" + text : text;
    }
}
