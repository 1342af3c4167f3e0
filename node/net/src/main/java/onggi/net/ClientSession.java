package onggi.net;

import java.util.Arrays;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.engine.AccessContext;
import onggi.engine.BlockedCall;
import onggi.engine.BlockedCalls;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.Frame;
import onggi.engine.LongReply;
import onggi.engine.Session;
import onggi.net.acl.AccessControl;
import onggi.net.acl.AclUser;
import onggi.net.acl.Denial;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of one network client. Belongs to the thread of its event loop; CLIENT LIST
 * of another loop reads values that may be a moment old.
 */
public final class ClientSession extends Session {

    /** What happens to replies. */
    enum ReplyMode {
        ON,
        OFF,
        /** The reply of the next command is dropped. */
        SKIP_NEXT,
        /** The reply of the present command is dropped. */
        SKIP
    }

    // Reasons why a request of this client does not take the short way through admission.
    static final int STRANGER = 1;
    static final int QUEUEING = 1 << 1;
    static final int SUBSCRIBED = 1 << 2;
    static final int MUTED = 1 << 3;
    static final int WATCHING_OTHERS = 1 << 4;
    static final int RESTRICTED = 1 << 5;

    /** About how much heap a client takes that has nothing waiting; measured. */
    static final long OBJECT_BYTES = 1024;

    private final Connection connection;
    private final long createdMs;
    private int gate;

    private volatile AclUser user;
    private boolean authenticated;
    private ReplyMode replyMode = ReplyMode.ON;
    private int mutedFrom;
    private boolean monitoring;
    private volatile boolean replica;
    private @Nullable Object attachment;
    private boolean evictable = true;
    private Bytes name = Bytes.EMPTY;
    private Bytes libraryName = Bytes.EMPTY;
    private Bytes libraryVersion = Bytes.EMPTY;
    private @Nullable Command lastCommand;
    private long commands;
    private long ranBeforeNs;

    ClientSession(long id, Connection connection, boolean authenticated, long nowMs) {
        super(id);
        this.connection = connection;
        this.user = connection.loop().server().access().defaultUser();
        this.authenticated = authenticated;
        this.createdMs = nowMs;
        streamEnd(0);
        refreshGate();
    }

    Connection connection() {
        return connection;
    }

    NetServer server() {
        return connection.loop().server();
    }

    // ---- admission

    /** Returns the reasons why a request does not take the short way. */
    @HotPath
    int gate() {
        return gate;
    }

    /** Works out the gate anew, after a command that may have changed the state of the session. */
    void refreshGate() {
        int reasons = authenticated ? 0 : STRANGER;
        if (transaction() != null) {
            reasons |= QUEUEING;
        }
        if (protocol() == 2 && !subscriptions().isEmpty()) {
            reasons |= SUBSCRIBED;
        }
        if (replyMode != ReplyMode.ON) {
            reasons |= MUTED;
        }
        if (monitoring || replica) {
            reasons |= WATCHING_OTHERS;
        }
        if (user.isRestricted()) {
            reasons |= RESTRICTED;
        }
        gate = reasons;
    }

    /** Returns whether the client may do anything. */
    boolean isAuthenticated() {
        return authenticated;
    }

    /**
     * Acts as a user from now on.
     *
     * @param authenticated whether the client may, or has to authenticate first
     */
    void actAs(AclUser user, boolean authenticated) {
        this.user = user;
        this.authenticated = authenticated;
        connection.decoder().setAuthenticated(authenticated);
    }

    /** Acts as every new client does. */
    void actAsDefault() {
        AccessControl access = server().access();
        actAs(access.defaultUser(), !access.requiresAuthentication());
    }

    /** Returns the user that the client acts as. Thread-safe. */
    AclUser user() {
        return user;
    }

    @Override
    public boolean isRestricted() {
        return user.isRestricted();
    }

    @Override
    public @Nullable String refusal(Call call, AccessContext context) {
        Denial denial = Access.denial(this, call, context);
        if (denial == null) {
            return null;
        }
        return switch (context) {
            case TOPLEVEL -> denial.error(call.command());
            case MULTI -> denial.errorInTransaction();
            case LUA -> denial.errorInScript();
        };
    }

    @Override
    public boolean mayReadEveryKey(Call call) {
        return !user.isRestricted() || Access.mayReadEveryKey(this, call);
    }

    ReplyMode replyMode() {
        return replyMode;
    }

    void replyMode(ReplyMode mode) {
        replyMode = mode;
    }

    /** Drops replies from a position of the output on. */
    void mute(ReplyMode mode, int position) {
        replyMode = mode;
        mutedFrom = position;
    }

    /** Returns from where on the output of the command that muted the client is dropped. */
    int mutedFrom() {
        return mutedFrom;
    }

    @Override
    public void speak(int protocol) {
        super.speak(protocol);
        connection.loop().speak(this, protocol);
    }

    // ---- delivery

    @Override
    public void deliver(Frame frame) {
        EventLoop loop = connection.loop();
        if (loop.isCurrent()) {
            connection.push(frame);
        } else {
            Frame kept = frame.detached();
            loop.post(() -> {
                if (wants(kept)) {
                    connection.push(kept);
                }
            });
        }
    }

    // ---- waiting

    @Override
    protected boolean mayBlock() {
        return true;
    }

    @Override
    protected void blocked() {
        connection.blocked();
    }

    @Override
    protected void answer(BlockedCall call, byte[] reply, int length) {
        EventLoop loop = connection.loop();
        if (loop.isCurrent()) {
            answered(call, reply, length);
        } else {
            byte[] copy = Arrays.copyOf(reply, length);
            loop.post(() -> answered(call, copy, copy.length));
        }
    }

    private void answered(BlockedCall call, byte[] reply, int length) {
        BlockedCalls.ended(call);
        noteStream();
        connection.answer(reply, length);
    }

    /** Returns whether the answer of a command that waited is wanted, and moves the mode on. */
    boolean takesAnswer() {
        boolean wanted = replyMode == ReplyMode.ON;
        if (replyMode == ReplyMode.SKIP) {
            replyMode = ReplyMode.ON;
            refreshGate();
        }
        return wanted;
    }

    @Override
    protected boolean mayBePutOff() {
        return true;
    }

    @Override
    protected void waitsForOthers(long mostMs) {
        connection.waitForOthers(mostMs);
    }

    @Override
    protected void othersAreDone() {
        connection.loop().post(connection::othersAreDone);
    }

    // ---- long replies

    @Override
    protected boolean takesReplies() {
        return replyMode == ReplyMode.ON;
    }

    @Override
    protected boolean takesPieces() {
        return true;
    }

    @Override
    protected long replyLimitBytes() {
        return server().settings().outputLimit(type()).hardBytes();
    }

    @Override
    protected void replying(LongReply rest) {
        connection.replying(rest);
    }

    // ---- facts for CLIENT

    /** Returns when the client connected, in Unix milliseconds. */
    public long createdMs() {
        return createdMs;
    }

    /** Returns when the client was last heard of, in Unix milliseconds. */
    public long lastSeenMs() {
        return connection.lastSeenMs();
    }

    /** Returns the name that CLIENT SETNAME gave, empty when none. */
    public Bytes name() {
        return name;
    }

    void name(Bytes name) {
        this.name = name;
    }

    /** Returns the name of the client's library, empty when unknown. */
    public Bytes libraryName() {
        return libraryName;
    }

    void libraryName(Bytes name) {
        libraryName = name;
    }

    /** Returns the version of the client's library, empty when unknown. */
    public Bytes libraryVersion() {
        return libraryVersion;
    }

    void libraryVersion(Bytes version) {
        libraryVersion = version;
    }

    /** Returns the name of the user the client acts as, bytes as Latin-1 text. */
    public String userName() {
        return user.name();
    }

    /** Returns the client's own address, such as {@code 127.0.0.1:50123}. */
    public String address() {
        return Addresses.remote(connection.channel());
    }

    /** Returns the address the client connected to. */
    public String localAddress() {
        return Addresses.local(connection.channel());
    }

    /** Returns the kind of client. */
    public ClientClass type() {
        if (replica) {
            return ClientClass.REPLICA;
        }
        return subscriptions().isEmpty() ? ClientClass.NORMAL : ClientClass.PUBSUB;
    }

    // ---- replicas

    /** Returns whether the client is another server that follows this one. */
    public boolean isReplica() {
        return replica;
    }

    /** The client is a replica from now on. Called on its thread, while its command runs. */
    public void becomeReplica() {
        replica = true;
        refreshGate();
    }

    /** Returns what another room keeps of the client, or null. Used on the client's thread. */
    public @Nullable Object attachment() {
        return attachment;
    }

    /** Keeps something of another room. */
    public void attach(Object object) {
        attachment = object;
    }

    /** Returns whether output waits or is being made that comes before any feed. */
    public boolean hasOutput() {
        return !connection.output().isEmpty();
    }

    /** Sets what is sent to the client behind its replies. Called on its thread. */
    public void feed(OutputFeed feed) {
        connection.feed(feed);
        connection.feedReady();
    }

    /** The feed has more to send. Thread-safe. */
    public void feedReady() {
        connection.feedReady();
    }

    /** Returns the event loop that the client belongs to. */
    public EventLoop loop() {
        return connection.loop();
    }

    /** Closes the client soon. Thread-safe. */
    public void closeSoon() {
        connection.loop().post(connection::close);
    }

    /** Returns whether the client watches the commands of others. */
    public boolean isMonitoring() {
        return monitoring;
    }

    void monitoring(boolean on) {
        monitoring = on;
    }

    /** Returns whether the client may be closed when clients take too much memory. */
    public boolean isEvictable() {
        return evictable;
    }

    void evictable(boolean evictable) {
        this.evictable = evictable;
    }

    /** Returns the command run last, or null. */
    public @Nullable Command lastCommand() {
        return lastCommand;
    }

    @HotPath
    void ran(@Nullable Command command) {
        lastCommand = command;
    }

    /** Returns how many commands the client sent. */
    public long commands() {
        return commands;
    }

    /** Its command was put off after so long. */
    void ranBefore(long ns) {
        ranBeforeNs += ns;
    }

    /** Returns how long its command ran before, in all, and forgets it. */
    long takeRanBefore() {
        long ns = ranBeforeNs;
        ranBeforeNs = 0;
        return ns;
    }

    /** A run of commands has ended, the last one of which is null if it was none. */
    @HotPath
    void ran(int count, @Nullable Command last) {
        commands += count;
        lastCommand = last == null ? lastCommand : last;
        noteStream();
    }

    /** What is in the stream of changes now, this client may have written or seen. */
    @HotPath
    void noteStream() {
        streamEnd(server().engine().replicaAcks().end());
    }
}
