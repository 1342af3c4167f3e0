package onggi.commands;

import java.util.List;
import onggi.engine.CommandFamily;

/** The families of this module, for whoever assembles a command table. */
public final class Families {

    private Families() {}

    /** Returns every family of this module. */
    public static List<CommandFamily> all() {
        return List.of(
                StringCommands.family(),
                StringSetCommands.family(),
                MultiSetCommands.family(),
                CounterCommands.family(),
                IncrexCommand.family(),
                ConditionalStringCommands.family(),
                LcsCommand.family(),
                BitmapCommands.family(),
                BitopCommand.family(),
                BitfieldCommands.family(),
                HyperLogLogCommands.family(),
                ListCommands.family(),
                ListRangeCommands.family(),
                ListMoveCommands.family(),
                ListMoveManyCommands.family(),
                SetCommands.family(),
                SetRandomCommands.family(),
                SetAlgebraCommands.family(),
                SetCountCommands.family(),
                SetScanCommand.family(),
                BlockingListCommands.family(),
                WaitCommands.family(),
                HashCommands.family(),
                HashCounterCommands.family(),
                HashWalkCommands.family(),
                HashExpireCommands.family(),
                HashFieldCommands.family(),
                HashImportCommands.family(),
                ZaddCommands.family(),
                ZsetCommands.family(),
                ZrangeCommands.family(),
                ZsetRangeCommands.family(),
                ZpopCommands.family(),
                BlockingZsetCommands.family(),
                ZsetWalkCommands.family(),
                ZsetAlgebraCommands.family(),
                GeoCommands.family(),
                GeoSearchCommands.family(),
                CommandCommands.COMMANDS,
                KeyCommands.family(),
                KeyMoveCommands.family(),
                DumpCommands.family(),
                ExpireCommands.family(),
                ScanCommands.family(),
                SortCommands.family(),
                ObjectCommands.family(),
                DatabaseCommands.family(),
                MemoryCommands.family(),
                TransactionCommands.family(),
                PubSubCommands.family(),
                StreamCommands.family(),
                StreamAddCommands.family(),
                StreamReadCommands.family(),
                StreamGroupCommands.family(),
                StreamPendingCommands.family(),
                StreamClaimCommands.family(),
                StreamInfoCommands.family(),
                StreamReleaseCommands.family(),
                StreamProducerCommands.family(),
                DebugCommands.family());
    }
}
