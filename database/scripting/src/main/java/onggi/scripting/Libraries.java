package onggi.scripting;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import onggi.engine.CommandError;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of a store, never changed: a change makes others. Names of functions are the same
 * in any case of letters.
 */
final class Libraries {

    /** A function and where it is. */
    record Found(Library library, Library.Function function) {}

    private final Map<String, Library> libraries = new TreeMap<>();
    private final Map<String, Found> functions = new TreeMap<>();

    /** The libraries by name. */
    Collection<Library> all() {
        return libraries.values();
    }

    int functionCount() {
        return functions.size();
    }

    @Nullable Library named(String name) {
        return libraries.get(name);
    }

    /** The function with a name in any case, null when there is none. */
    @Nullable Found function(String name) {
        return functions.get(name.toLowerCase(Locale.ROOT));
    }

    /** These without one. */
    Libraries without(String name) {
        Libraries rest = new Libraries();
        for (Library library : libraries.values()) {
            if (!library.name().equals(name)) {
                rest.put(library);
            }
        }
        return rest;
    }

    /**
     * These with one more.
     *
     * @throws onggi.engine.CommandException when one of its functions is in another library
     */
    Libraries with(Library library) {
        for (String name : library.functions().keySet()) {
            if (function(name) != null) {
                throw CommandError.of("ERR Function " + name + " already exists").raise();
            }
        }
        Libraries more = without("");
        more.put(library);
        return more;
    }

    private void put(Library library) {
        libraries.put(library.name(), library);
        for (Library.Function function : library.functions().values()) {
            functions.put(function.name().toLowerCase(Locale.ROOT), new Found(library, function));
        }
    }

    /** The texts of all libraries. */
    List<byte[]> texts() {
        List<byte[]> texts = new ArrayList<>();
        for (Library library : libraries.values()) {
            texts.add(library.text().unsafeArray());
        }
        return texts;
    }
}
