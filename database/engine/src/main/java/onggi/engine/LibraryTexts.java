package onggi.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The code of the libraries of functions, by name: what a snapshot holds of them. May be used by
 * any thread.
 */
public final class LibraryTexts {

    private static final String MARK = "#!";
    private static final String NAME = "name=";

    private final Map<String, byte[]> texts = new TreeMap<>();
    private final AtomicInteger changes = new AtomicInteger();

    /**
     * Returns the name that the first line of a library's code tells, which looks like {@code #!lua
     * name=mine}; empty when it does not.
     */
    public static String nameOf(byte[] code) {
        String text = new String(code, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        if (!first.startsWith(MARK)) {
            return "";
        }
        for (String word : first.strip().split("\\s+", -1)) {
            if (word.startsWith(NAME)) {
                return word.substring(NAME.length());
            }
        }
        return "";
    }

    /**
     * Adds a library.
     *
     * @param replaces whether it may take the place of one with the same name
     * @return whether it did; not so when there is one already
     */
    public synchronized boolean put(String name, byte[] code, boolean replaces) {
        if (!replaces && texts.containsKey(name)) {
            return false;
        }
        texts.put(name, code.clone());
        changes.incrementAndGet();
        return true;
    }

    /** Removes a library; returns whether there was one. */
    public synchronized boolean remove(String name) {
        changes.incrementAndGet();
        return texts.remove(name) != null;
    }

    /** Removes all libraries. */
    public synchronized void clear() {
        texts.clear();
        changes.incrementAndGet();
    }

    /** Has these libraries and no others from now on. */
    public synchronized void replaceAll(Map<String, byte[]> libraries) {
        texts.clear();
        libraries.forEach((name, code) -> texts.put(name, code.clone()));
        changes.incrementAndGet();
    }

    /** Returns a number that is another one after every change. */
    public int changes() {
        return changes.get();
    }

    /** Returns the code of all libraries, in the order of their names. */
    public synchronized List<byte[]> all() {
        List<byte[]> all = new ArrayList<>();
        for (byte[] code : texts.values()) {
            all.add(code.clone());
        }
        return all;
    }
}
