package onggi.resp;

import java.util.List;
import onggi.bytes.Bytes;

/**
 * A reply as a client sees it. Texts of lines carry one byte per character. Two replies are equal
 * when the server sent the same type and value.
 */
public sealed interface Reply {

    /** {@code +text}. */
    record Simple(String text) implements Reply {}

    /** {@code -text}; the code is its first word. */
    record Failure(String text) implements Reply {

        /** The first word: "ERR", "WRONGTYPE", … */
        public String code() {
            int space = text.indexOf(' ');
            return space < 0 ? text : text.substring(0, space);
        }
    }

    /** {@code :value}. */
    record Int(long value) implements Reply {}

    /** {@code $length} and that many bytes. */
    record Bulk(Bytes value) implements Reply {

        /** The value read as UTF-8. */
        public String text() {
            return value.toUtf8();
        }
    }

    /** Absence, in its three spellings. */
    enum Nil implements Reply {
        /** {@code $-1}. */
        BULK,
        /** {@code *-1}. */
        ARRAY,
        /** {@code _}. */
        PLAIN
    }

    /** {@code *count} and the elements. */
    record Array(List<Reply> elements) implements Reply {}

    /** {@code #t} or {@code #f}. */
    record Bool(boolean value) implements Reply {}

    /** {@code ,text}. */
    record Real(double value, String text) implements Reply {}

    /** {@code (digits}. */
    record BigNumber(String digits) implements Reply {}

    /** {@code =length}, three letters, a colon and the text. */
    record Verbatim(String extension, Bytes value) implements Reply {}

    /** {@code %count}: keys and values by turns, in the order they came. */
    record Pairs(List<Reply> keysAndValues) implements Reply {}

    /** {@code ~count} and the members, in the order they came. */
    record Members(List<Reply> elements) implements Reply {}

    /** {@code >count} and the elements: a message that answers no request. */
    record Push(List<Reply> elements) implements Reply {}

    /** {@code |count}, pairs, and the reply they tell something about. */
    record Attributed(List<Reply> keysAndValues, Reply value) implements Reply {}
}
