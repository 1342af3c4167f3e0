package onggi.server;

import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Group;
import onggi.net.ClientSession;

/** ACL, as far as it goes with one user. */
public final class AclCommands {

    static final CommandFamily ACL_FAMILY = CommandFamily.of(Group.SERVER);

    static final Command ACL =
            ACL_FAMILY
                    .container("ACL")
                    .arity(-2)
                    .since("6.0.0")
                    .summary("Holds the commands on users and what they may do.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    static final Command ACL_WHOAMI =
            ACL_FAMILY
                    .subcommand(ACL, "WHOAMI", AclCommands::whoAmI)
                    .syntax("")
                    .flags(NOSCRIPT, LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("6.0.0")
                    .summary("Returns the name of the user that the connection acts as.")
                    .complexity("O(1)")
                    .declare();

    private static void whoAmI(Call call) {
        call.reply()
                .bulk(call.session() instanceof ClientSession client ? client.user() : "default");
    }

    static final Command ACL_HELP =
            ACL_FAMILY
                    .subcommand(ACL, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("6.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();

    private AclCommands() {}
}
