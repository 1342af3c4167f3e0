package onggi.net;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;

/**
 * The least of a store that tests of the network need: this module does not see the real families.
 */
final class SampleCommands {

    private static final CommandFamily SAMPLE = CommandFamily.of(Group.STRING);

    private SampleCommands() {}

    static CommandFamily family() {
        return SAMPLE;
    }

    static final Command GET =
            SAMPLE.command("GET", SampleCommands::get)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .declare();

    private static void get(Call call) {
        Entry entry = call.readable(1);
        if (entry.exists()) {
            call.reply().bulk(entry.memory(), entry.valueAddress(), entry.valueLength());
        } else {
            call.reply().nullBulk();
        }
    }

    static final Command SET =
            SAMPLE.command("SET", SampleCommands::set)
                    .syntax("key value")
                    .key(1, OW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .declare();

    private static void set(Call call) {
        Entry entry = call.writable(1);
        entry.setString(call.buffer(), call.offset(2), call.length(2), Entry.NO_EXPIRY);
        call.changed(1, KeyEvent.SET);
        call.reply().ok();
    }
}
