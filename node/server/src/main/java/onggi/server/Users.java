package onggi.server;

import java.nio.file.Path;
import java.util.List;
import onggi.engine.Settings;
import onggi.net.acl.AccessControl;
import onggi.server.config.AccessDirectives;
import onggi.server.config.ByteText;
import onggi.server.config.GeneralDirectives;

/** The users that the server starts with: of the configuration, or of a file of their own. */
final class Users {

    private static final String BOTH =
            "Configuring Redis with users defined in redis.conf and at the same setting an ACL file"
                    + " path is invalid. This setup is very likely to lead to configuration errors"
                    + " and security holes, please define either an ACL file or declare users"
                    + " directly in your redis.conf, but not both.";

    private Users() {}

    /** Makes the users; ends the program when that cannot be done. */
    static void load(Settings settings, AccessControl access) {
        String name = ByteText.toUnicode(settings.text(AccessDirectives.ACL_FILE));
        List<List<String>> declared = settings.declaredUsers();
        if (!name.isEmpty() && !declared.isEmpty()) {
            stop(BOTH);
        }
        String wrong = access.declare(declared);
        if (wrong != null) {
            Log.warning(wrong);
            stop("Critical error while loading ACLs. Exiting.");
        }
        if (name.isEmpty()) {
            settings.userLines(access::lines);
            return;
        }
        settings.userLines(List::of);
        UsersFile file = new UsersFile(name, () -> folder(settings));
        access.file(file);
        String errors = access.load(file);
        if (errors != null) {
            stop("Aborting Redis startup because of ACL errors: " + errors);
        }
    }

    private static Path folder(Settings settings) {
        return Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR)));
    }

    private static void stop(String reason) {
        Log.warning(reason);
        System.exit(1);
    }
}
