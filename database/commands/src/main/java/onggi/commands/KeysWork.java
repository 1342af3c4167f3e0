package onggi.commands;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.Call;
import onggi.engine.Execution;
import onggi.engine.KeyReading;
import onggi.engine.Keyspace;
import onggi.engine.LateReply;
import onggi.engine.LongWork;
import onggi.engine.Shard;
import onggi.types.Table;

/** Lists all keys of a database that match a pattern, as they are at the beginning. */
final class KeysWork extends LongWork {

    /** About how many keys a segment of a table has. */
    private static final int SEGMENT = 512;

    private final long keys;
    private final LateReply reply;
    private final List<KeyReading> readings = new ArrayList<>();
    private final List<KeyLister> listers = new ArrayList<>();
    private int present;

    KeysWork(Call call) {
        super(call);
        Keyspace keyspace = call.engine().keyspace();
        int database = call.session().database();
        this.keys = keyspace.size(database);
        KeyFilter filter = new KeyFilter(call.copy(1), KeyFilter.ANY_TYPE);
        this.reply = new LateReply(call, isInPieces(), keyspace.shardCount());
        for (int i = 0; i < keyspace.shardCount(); i++) {
            Shard shard = keyspace.shard(i);
            Table table = shard.table(database);
            if (table != null && table.size() > 0) {
                KeyLister lister = new KeyLister(shard, filter, call.nowMs(), reply.part(i));
                listers.add(lister);
                readings.add(new KeyReading(shard, table, lister));
            }
        }
    }

    @Override
    protected long elements() {
        return keys;
    }

    @Override
    protected int elementsAtOnce() {
        return SEGMENT;
    }

    @Override
    protected boolean step() {
        if (present < readings.size() && !readings.get(present).step()) {
            present++;
        }
        return present < readings.size();
    }

    /** Replies the keys. */
    void reply(Call call) {
        long count = 0;
        for (KeyLister lister : listers) {
            count += lister.count();
        }
        reply.endArray(call, count);
    }

    @Override
    protected boolean isUnchanged() {
        return readings.stream().noneMatch(KeyReading::isDropped);
    }

    @Override
    protected void paused() {
        readings.forEach(KeyReading::open);
    }

    @Override
    protected void resumed() {
        readings.forEach(KeyReading::close);
    }

    @Override
    protected void abandoned(Execution execution) {
        readings.forEach(reading -> holding(execution, reading.shard(), reading::close));
    }

    @Override
    protected void release() {
        reply.release();
    }
}
