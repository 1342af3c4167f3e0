package onggi.server;

/** Writes the fields of one section of INFO. */
final class InfoWriter {

    private static final String LINE_END = "\r\n";

    private final StringBuilder out;

    InfoWriter(StringBuilder out) {
        this.out = out;
    }

    void title(String title) {
        out.append(out.isEmpty() ? "" : LINE_END).append("# ").append(title).append(LINE_END);
    }

    void field(String name, String value) {
        out.append(name).append(':').append(value).append(LINE_END);
    }

    void field(String name, long value) {
        out.append(name).append(':').append(value).append(LINE_END);
    }

    /** Writes one field of value 0 for each name: what is not there yet has not happened. */
    void zeros(String... names) {
        for (String name : names) {
            field(name, 0);
        }
    }

    /** Writes an amount of memory, and once more for people. */
    void bytes(String name, long bytes) {
        field(name, bytes);
        field(name + "_human", human(bytes));
    }

    static String human(long bytes) {
        if (bytes < 1L << 10) {
            return bytes + "B";
        }
        if (bytes < 1L << 20) {
            return decimals(bytes / 1024.0, 2) + "K";
        }
        if (bytes < 1L << 30) {
            return decimals(bytes / 1048576.0, 2) + "M";
        }
        return bytes < 1L << 40
                ? decimals(bytes / 1073741824.0, 2) + "G"
                : decimals(bytes / 1099511627776.0, 2) + "T";
    }

    static String ratio(long part, long whole) {
        return whole == 0 ? "0.00" : decimals((double) part / whole, 2);
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "0.00%" : decimals(100.0 * part / whole, 2) + "%";
    }

    /** Returns a number with so many decimals. */
    static String decimals(double value, int places) {
        long scale = 1;
        for (int i = 0; i < places; i++) {
            scale *= 10;
        }
        long scaled = Math.round(Math.abs(value) * scale);
        StringBuilder text =
                new StringBuilder(value < 0 && scaled > 0 ? "-" : "").append(scaled / scale);
        if (places > 0) {
            String fraction = Long.toString(scaled % scale);
            text.append('.').repeat('0', places - fraction.length()).append(fraction);
        }
        return text.toString();
    }
}
