package onggi.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TimeZone;

/**
 * Moments as text in the machine's time zone, without java.time, whose zones cost more than the
 * rest of the start.
 */
final class LocalTime {

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final int DAY_MS = 86_400_000;
    private static final boolean UTC = isUtc();

    private LocalTime() {}

    /** Appends a moment such as {@code 21 Nov 2026 06:42:56.123}. */
    static void append(StringBuilder out, long unixMs) {
        long local = UTC ? unixMs : unixMs + TimeZone.getDefault().getOffset(unixMs);
        long day = Math.floorDiv(local, DAY_MS);
        int ms = Math.floorMod(local, DAY_MS);

        // Days since 1 March of year 0, in eras of 400 years; months counted from March, so that
        // the leap day comes last.
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = Math.floorMod(shifted, 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 2 : marchMonth - 10;
        long year = yearOfEra + era * 400 + (month <= 1 ? 1 : 0);

        two(out, dayOfMonth);
        out.append(' ').append(MONTHS[month]).append(' ').append(year).append(' ');
        two(out, ms / 3_600_000);
        out.append(':');
        two(out, ms / 60_000 % 60);
        out.append(':');
        two(out, ms / 1000 % 60);
        int fraction = ms % 1000;
        out.append('.')
                .append(fraction < 100 ? "0" : "")
                .append(fraction < 10 ? "0" : "")
                .append(fraction);
    }

    private static void two(StringBuilder out, int number) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static boolean isUtc() {
        String zone = System.getenv("TZ");
        if (zone != null) {
            return zone.equals("UTC") || zone.equals("Etc/UTC") || zone.isEmpty();
        }
        Path system = Path.of("/etc/localtime");
        try {
            return !Files.exists(system) || Files.readSymbolicLink(system).endsWith("UTC");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
