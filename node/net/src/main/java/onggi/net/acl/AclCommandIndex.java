package onggi.net.acl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onggi.engine.AclCategory;
import onggi.engine.Command;
import org.jspecify.annotations.Nullable;

/**
 * The commands that rules speak of, by the names they were born with: renaming does not touch
 * rules.
 */
public final class AclCommandIndex {

    private final Map<String, Command> byName = new HashMap<>();
    private final List<Command> rows;

    /** Creates the index of all rows of a command table, each at the index of its id. */
    public AclCommandIndex(List<Command> rows) {
        this.rows = rows;
        for (Command row : rows) {
            byName.put(row.wireName(), row);
        }
    }

    /** Returns how many commands and subcommands there are. */
    int size() {
        return rows.size();
    }

    /** Returns a command by name such as {@code get} or {@code config|get} in any case, or null. */
    @Nullable Command named(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the commands and subcommands of a category. */
    public List<Command> in(AclCategory category) {
        List<Command> found = new ArrayList<>();
        for (Command row : rows) {
            if (row.categories().contains(category)) {
                found.add(row);
            }
        }
        return found;
    }

    /** Returns the category of a name in any case without its {@code @}, or null. */
    public static @Nullable AclCategory category(String name) {
        for (AclCategory category : AclCategory.values()) {
            if (category.wireName().equalsIgnoreCase(name)) {
                return category;
            }
        }
        return null;
    }
}
