package onggi.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import onggi.bytes.Clock;
import onggi.rdb.RdbCheck;
import onggi.rdb.RdbInput;

/**
 * Looks at append-only files and mends their end when that is wished, in the words and with the
 * exit status of {@code redis-check-aof}.
 */
public final class AofCheck {

    private static final String USAGE =
            "Usage: ./onggi check-aof [--fix|--truncate-to-timestamp $timestamp]"
                    + " <file.manifest|file.aof>";
    private static final List<String> TOTALS =
            List.of(" keys read", " expires", " already expired");
    private static final int MANIFEST_LINE = 1024;
    private static final int LEAST_SNAPSHOT_BYTES = 8;

    private enum Result {
        SOUND,
        EMPTY,
        CUT,
        CUT_TO_TIME
    }

    /** The check is over, with this status of the process. */
    private static final class Over extends Exception {

        private static final long serialVersionUID = 1L;

        final int status;

        Over(int status) {
            super(null, null, false, false);
            this.status = status;
        }
    }

    private final Disk disk;
    private final Clock clock;
    private final Consumer<String> out;
    private final IntSupplier answer;
    private boolean fixes;
    private long until;
    private AofScan.State state = new AofScan.State();

    /**
     * Prepares.
     *
     * @param out gets what there is to say, in pieces
     * @param answer gives the next byte of the user's answer to a question
     */
    public AofCheck(Disk disk, Clock clock, Consumer<String> out, IntSupplier answer) {
        this.disk = disk;
        this.clock = clock;
        this.out = out;
        this.answer = answer;
    }

    /**
     * Does what a command line asks for.
     *
     * @return the status of the process
     */
    public int run(List<String> arguments) {
        try {
            return check(Path.of(understand(arguments)));
        } catch (Over e) {
            return e.status;
        } catch (IOException e) {
            say("Failed to read: " + e.getMessage());
            return 1;
        }
    }

    private String understand(List<String> arguments) throws Over {
        if (arguments.size() == 2 && arguments.getFirst().equals("--fix")) {
            fixes = true;
        } else if (arguments.size() == 3
                && arguments.getFirst().equals("--truncate-to-timestamp")) {
            until = moment(arguments.get(1));
        } else if (arguments.size() != 1) {
            throw over(USAGE);
        }
        return arguments.getLast();
    }

    private long moment(String text) throws Over {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw over("Invalid timestamp, aborting...");
        }
    }

    private int check(Path file) throws Over, IOException {
        if (isManifest(file)) {
            checkParts(file);
        } else {
            checkSingle(file, isSnapshot(file));
        }
        return 0;
    }

    private void checkSingle(Path file, boolean snapshot) throws Over, IOException {
        say("Start checking Old-Style AOF");
        report("AOF ", file.toString(), check(file.toString(), file, true, snapshot));
    }

    private void checkParts(Path manifestFile) throws Over, IOException {
        say("Start checking Multi Part AOF");
        AofManifest manifest = manifest(manifestFile);
        AofManifest.Part base = manifest.base();
        List<AofManifest.Part> increments = manifest.increments();
        if (base != null) {
            Path file = beside(manifestFile, base);
            boolean snapshot = isSnapshot(file);
            say("Start to check BASE AOF (" + (snapshot ? "RDB" : "RESP") + " format).");
            report(
                    "BASE AOF ",
                    base.name(),
                    check(base.name(), file, increments.isEmpty(), snapshot));
        }
        if (!increments.isEmpty()) {
            say("Start to check INCR files.");
        }
        for (Iterator<AofManifest.Part> i = increments.iterator(); i.hasNext(); ) {
            AofManifest.Part part = i.next();
            Path file = beside(manifestFile, part);
            report("INCR AOF ", part.name(), check(part.name(), file, !i.hasNext(), false));
        }
        say("All AOF files and manifest are valid");
    }

    private AofManifest manifest(Path file) throws Over, IOException {
        try (Disk.Input in = disk.open(file)) {
            return AofManifest.parse(in.readAll());
        } catch (AofManifest.BadManifest e) {
            throw over(e.text());
        }
    }

    /** A file in the folder of another, named as the C function dirname would have it. */
    private static Path beside(Path manifest, AofManifest.Part part) {
        Path folder = manifest.getParent();
        return folder == null ? Path.of(".", part.name()) : folder.resolve(part.name());
    }

    private void report(String kind, String name, Result result) {
        switch (result) {
            case SOUND -> say(kind + name + " is valid");
            case EMPTY -> say(kind + name + " is empty");
            case CUT -> say("Successfully truncated AOF " + name);
            case CUT_TO_TIME ->
                    say("Successfully truncated AOF " + name + " to timestamp " + until);
        }
    }

    // ---- one file

    private Result check(String name, Path file, boolean isLast, boolean snapshot)
            throws Over, IOException {
        long size;
        try (Disk.Input in = writable(file)) {
            size = in.size();
        } catch (IOException e) {
            throw over("Cannot open file " + file + ": " + reason(e) + ", aborting...");
        }
        if (size == 0) {
            return Result.EMPTY;
        }
        long from = snapshot ? checkSnapshot(name, file) : 0;
        try (AofText text = new AofText(disk.open(file), from)) {
            AofScan scan = new AofScan(text, name, file.toString(), until, state);
            switch (scan.run()) {
                case SCANNED -> {}
                case TOO_LATE -> {
                    cutToTime(scan.found(), file, isLast);
                    return Result.CUT_TO_TIME;
                }
                case SILLY -> throw over(scan.complaint());
            }
            scan.complaints().forEach(this::say);
            return judge(name, file, isLast, scan.soundBytes(), size);
        }
    }

    /** Fails when the file is not there or must not be written, as it might have to be. */
    private Disk.Input writable(Path file) throws IOException {
        Disk.Input in = disk.open(file);
        disk.append(file).close();
        return in;
    }

    private long checkSnapshot(String name, Path file) throws Over, IOException {
        try (Disk.Input in = disk.open(file)) {
            RdbInput input = RdbInput.of(in::read, in.size());
            if (!new RdbCheck(input, clock.nowMs(), this::sayOfSnapshot).run(name)) {
                throw over("RDB preamble of AOF file is not sane, aborting.");
            }
            say("RDB preamble is OK, proceeding with AOF tail...");
            return input.position();
        }
    }

    private void sayOfSnapshot(String line) {
        if (!line.startsWith("[info] ") || TOTALS.stream().anyMatch(line::endsWith)) {
            say(line);
        }
    }

    private void cutToTime(long at, Path file, boolean isLast) throws Over {
        if (at == 0) {
            throw over("AOF " + file + " has nothing before timestamp " + until + ", aborting...");
        }
        if (!isLast) {
            say(
                    "Failed to truncate AOF "
                            + file
                            + " to timestamp "
                            + until
                            + " to offset "
                            + at
                            + " because it is not the last file.");
            throw over(
                    "If you insist, please delete all files after this file according to the"
                            + " manifest file and delete the corresponding records in manifest"
                            + " file manually. Then re-run redis-check-aof.");
        }
        try {
            truncate(file, at);
        } catch (IOException e) {
            throw over("Failed to truncate AOF " + file + " to timestamp " + until);
        }
    }

    private Result judge(String name, Path file, boolean isLast, long sound, long size)
            throws Over {
        long diff = size - sound;
        if (diff == 0 && until != 0) {
            say("Truncate nothing in AOF " + name + " to timestamp " + until);
            return Result.SOUND;
        }
        say(
                "AOF analyzed: filename="
                        + name
                        + ", size="
                        + size
                        + ", ok_up_to="
                        + sound
                        + ", ok_up_to_line="
                        + state.line
                        + ", diff="
                        + diff);
        if (diff == 0) {
            return Result.SOUND;
        }
        if (!fixes) {
            throw over("AOF " + name + " is not valid. Use the --fix option to try fixing it.");
        }
        if (!isLast) {
            throw over("Failed to truncate AOF " + name + " because it is not the last file");
        }
        ask(
                "This will shrink the AOF "
                        + name
                        + " from "
                        + size
                        + " bytes, with "
                        + diff
                        + " bytes, to "
                        + sound
                        + " bytes");
        try {
            truncate(file, sound);
        } catch (IOException e) {
            throw over("Failed to truncate AOF " + name);
        }
        return Result.CUT;
    }

    private void ask(String text) throws Over {
        say(text);
        out.accept("Continue? [y/N]: ");
        int c = answer.getAsInt();
        if (c != 'y' && c != 'Y') {
            throw over("Aborting...");
        }
    }

    private void truncate(Path file, long length) throws IOException {
        try (Disk.Output output = disk.append(file)) {
            output.truncate(length);
            output.sync();
        }
    }

    // ---- kinds of files

    private boolean isSnapshot(Path file) throws Over {
        try (Disk.Input in = disk.open(file)) {
            byte[] head = in.readHead(LEAST_SNAPSHOT_BYTES);
            return head.length == LEAST_SNAPSHOT_BYTES && AofReplay.isSnapshot(head);
        } catch (IOException e) {
            throw over("Cannot open file " + file + ": " + reason(e));
        }
    }

    private boolean isManifest(Path file) throws Over {
        try (AofText text = new AofText(disk.open(file), 0)) {
            boolean named = false;
            for (byte[] line; (line = text.line(MANIFEST_LINE)) != null; ) {
                named |= new String(line, StandardCharsets.ISO_8859_1).startsWith("file");
            }
            return named;
        } catch (IOException e) {
            throw over("Cannot open file " + file + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    private void say(String line) {
        out.accept(line + "\n");
    }

    private Over over(String line) {
        say(line);
        return new Over(1);
    }
}
