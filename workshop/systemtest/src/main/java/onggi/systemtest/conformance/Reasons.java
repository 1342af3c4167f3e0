package onggi.systemtest.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The tests that need not pass, each with its reason: rows of kind, file, test and reason. A test
 * that ends in a star stands for all that begin so. The list only shrinks.
 */
final class Reasons {

    /** Why a test need not pass. */
    enum Kind {
        /** It tests what this server does not have by design: a fork, C's allocator, C modules. */
        NEVER,
        /** It needs a part that comes later, which the reason names. */
        LATER,
        /** The same, and half done it leaves a server on which the next tests would fail. */
        SPOILS,
        /** The same as LATER, and before it fails it prepares what the next tests need. */
        PREPARES
    }

    /** One row. */
    record Row(Kind kind, String file, String test, String reason) {

        boolean covers(String file, String test) {
            if (!this.file.equals(file)) {
                return false;
            }
            return this.test.endsWith("*")
                    ? test.startsWith(this.test.substring(0, this.test.length() - 1))
                    : test.equals(this.test);
        }
    }

    private final List<Row> rows;

    Reasons(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    static Reasons read(Path path) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] row = line.split("\t", -1);
                if (row.length != 4) {
                    throw new IOException("a row of reasons has four parts: " + line);
                }
                Kind kind = Kind.valueOf(row[0].toUpperCase(Locale.ROOT));
                rows.add(new Row(kind, row[1], row[2], row[3]));
            }
        }
        return new Reasons(rows);
    }

    /** The row about a test, if there is one. */
    Optional<Row> about(String file, String test) {
        return rows.stream().filter(row -> row.covers(file, test)).findFirst();
    }

    /**
     * The tests of a file that are not even run: those that do not apply and those that spoil
     * others, as they would leave the server in a state that the next ones do not expect.
     *
     * @param waiting whether to leave out those that wait for a later part as well
     */
    List<String> leftOut(String file, boolean waiting) {
        return rows.stream()
                .filter(row -> row.file().equals(file) && !row.test().endsWith("*"))
                .filter(row -> isLeftOut(row.kind(), waiting))
                .map(Row::test)
                .toList();
    }

    private static boolean isLeftOut(Kind kind, boolean waiting) {
        return switch (kind) {
            case NEVER, SPOILS -> true;
            case LATER -> waiting;
            case PREPARES -> false;
        };
    }

    List<Row> rows() {
        return rows;
    }
}
