package onggi.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Goes through one file of commands and finds up to where it is sound. */
final class AofScan {

    /** How a scan ended. */
    enum Outcome {
        /** At the end of the file or at a fault. */
        SCANNED,
        /** At a mark of a time after the wanted one. */
        TOO_LATE,
        /** At a mark of time that is none. */
        SILLY
    }

    /** What goes on from one file to the next. */
    static final class State {
        long line = 1;
    }

    private static final int NUMBER_LINE = 127;
    private static final int ANNOTATION_LINE = 1023;
    private static final int LONGEST_NAME = 5;

    private final AofText text;
    private final String name;
    private final String path;
    private final long until;
    private final State state;
    private final List<String> complaints = new ArrayList<>();
    private long at;
    private long soundBytes;
    private long number;
    private int open;
    private String silly = "";

    AofScan(AofText text, String name, String path, long until, State state) {
        this.text = text;
        this.name = name;
        this.path = path;
        this.until = until;
        this.state = state;
    }

    /** Returns the offset behind the last whole command or transaction. */
    long soundBytes() {
        return soundBytes;
    }

    /** Returns the offset of the mark of time at which the scan ended. */
    long found() {
        return at;
    }

    /** Returns what is wrong with the file. */
    List<String> complaints() {
        return complaints;
    }

    /** Returns what is wrong with a mark of time. */
    String complaint() {
        return silly;
    }

    Outcome run() throws IOException {
        while (true) {
            if (open == 0) {
                soundBytes = text.position();
            }
            int c = text.peek();
            if (c == '#') {
                Outcome outcome = annotation();
                if (outcome != Outcome.SCANNED) {
                    return outcome;
                }
            } else if (c == '*') {
                if (!command()) {
                    break;
                }
            } else {
                if (c >= 0) {
                    complaints.add("AOF " + name + " format error");
                }
                break;
            }
        }
        if (text.hasEnded() && open != 0 && complaints.isEmpty()) {
            fault("Reached EOF before reading EXEC for MULTI");
        }
        return Outcome.SCANNED;
    }

    private Outcome annotation() throws IOException {
        at = text.position();
        byte[] line = text.line(ANNOTATION_LINE);
        String words = line == null ? "" : text(line);
        if (until == 0 || !words.startsWith("#TS:")) {
            return Outcome.SCANNED;
        }
        int end = digits(words, "#TS:".length());
        if (end == words.length() || words.charAt(end) != '\r') {
            silly = "Invalid timestamp annotation";
            return Outcome.SILLY;
        }
        return number <= until ? Outcome.SCANNED : Outcome.TOO_LATE;
    }

    private boolean command() throws IOException {
        if (!number('*')) {
            return false;
        }
        long count = number;
        for (long i = 0; i < count; i++) {
            if (!argument(i == 0)) {
                return false;
            }
        }
        return true;
    }

    private boolean argument(boolean isName) throws IOException {
        if (!number('$')) {
            return false;
        }
        if (number < 0 || number > Long.MAX_VALUE - 2) {
            fault(
                    "Expected to read string of "
                            + number
                            + " bytes, which is not in the suitable range");
            return false;
        }
        long length = number + 2;
        byte[] head = new byte[LONGEST_NAME + 1];
        byte[] tail = new byte[2];
        at = text.position();
        long there = text.read(length, head, tail);
        if (there != length) {
            fault("Expected to read " + length + " bytes, got " + there + " bytes");
            return false;
        }
        return isNewLine(tail, 0) && (!isName || bracket(text(head), number));
    }

    private boolean bracket(String head, long length) {
        if (length == 5 && head.substring(0, 5).equalsIgnoreCase("multi")) {
            if (open++ != 0) {
                fault("Unexpected MULTI in AOF " + path);
                return false;
            }
        } else if (length == 4 && head.substring(0, 4).equalsIgnoreCase("exec") && --open != 0) {
            fault("Unexpected EXEC in AOF " + path);
            return false;
        }
        return true;
    }

    /** Reads a line that is a prefix and a number. */
    private boolean number(char prefix) throws IOException {
        at = text.position();
        byte[] line = text.line(NUMBER_LINE);
        if (line == null) {
            return false;
        }
        if (line[0] != prefix) {
            fault("Expected prefix '" + prefix + "', got: '" + (char) (line[0] & 0xff) + "'");
            return false;
        }
        return isNewLine(line, digits(text(line), 1));
    }

    /** Understands digits as C does; returns the index behind them, or the start without any. */
    private int digits(String line, int from) {
        int i = from;
        while (i < line.length() && (line.charAt(i) == ' ' || isControlBlank(line.charAt(i)))) {
            i++;
        }
        int first = i;
        if (i < line.length() && (line.charAt(i) == '-' || line.charAt(i) == '+')) {
            i++;
        }
        int digitsFrom = i;
        while (i < line.length() && line.charAt(i) >= '0' && line.charAt(i) <= '9') {
            i++;
        }
        if (i == digitsFrom) {
            number = 0;
            return from;
        }
        try {
            number = Long.parseLong(line, first, i, 10);
        } catch (NumberFormatException e) {
            number = line.charAt(first) == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return i;
    }

    private static boolean isControlBlank(char c) {
        return c >= '\t' && c <= '\r';
    }

    private boolean isNewLine(byte[] bytes, int from) {
        int first = from < bytes.length ? bytes[from] : 0;
        int second = from + 1 < bytes.length ? bytes[from + 1] : 0;
        if (first != '\r' || second != '\n') {
            fault("Expected \\r\\n, got: " + hex(first) + hex(second));
            return false;
        }
        state.line++;
        return true;
    }

    private static String hex(int value) {
        String digits = Integer.toHexString(value);
        return digits.length() < 2 ? "0" + digits : digits;
    }

    private void fault(String what) {
        String place = Long.toHexString(at);
        complaints.add("0x" + " ".repeat(16 - place.length()) + place + ": " + what);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
