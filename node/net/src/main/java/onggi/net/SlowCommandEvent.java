package onggi.net;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import onggi.bytes.Bytes;

/** A slow command for the flight recorder of the JDK, beside its own events of the same moment. */
@Name("onggi.SlowCommand")
@Label("Slow Command")
@Category("Onggi")
@Description("A command that took longer than slowlog-log-slower-than, told when it had ended")
@StackTrace(false)
final class SlowCommandEvent extends Event {

    @Label("Command")
    String command = "";

    @Label("Arguments")
    int arguments;

    @Label("Client")
    String client = "";

    @Label("Run Time")
    @Timespan(Timespan.NANOSECONDS)
    long runTime;

    /** Records a command if somebody records. */
    static void record(CommandLog.Shown shown, long ns) {
        SlowCommandEvent event = new SlowCommandEvent();
        if (event.isEnabled()) {
            Bytes name = shown.arguments().getFirst();
            event.command = name.toLatin1();
            event.arguments = shown.arguments().size() - 1;
            event.client = shown.address();
            event.runTime = ns;
            event.commit();
        }
    }
}
