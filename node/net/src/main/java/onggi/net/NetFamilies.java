package onggi.net;

import java.util.List;
import onggi.engine.CommandFamily;

/** The command families of the network. */
public final class NetFamilies {

    private NetFamilies() {}

    /** Returns all families. */
    public static List<CommandFamily> all() {
        return List.of(
                ConnectionCommands.family(),
                ClientCommands.family(),
                AclCommands.family(),
                DiagnosticCommands.family(),
                CommandLogCommands.family(),
                LatencyCommands.family());
    }
}
