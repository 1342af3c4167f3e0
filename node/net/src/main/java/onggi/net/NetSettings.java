package onggi.net;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the network reads from the configuration, with Redis's defaults. Values change at run time
 * from any thread; readers see a change soon.
 */
public final class NetSettings {

    /** Slow log thresholds below this make every command be timed for itself. */
    public static final long RUN_TIMING_THRESHOLD_US = 1000;

    /** After so long the longest replies of a turn are forgotten. */
    public static final long DEFAULT_REPLY_PEAK_MS = 5000;

    private volatile int maxClients = 10_000;
    private volatile int timeoutSeconds;
    private volatile int tcpKeepAliveSeconds = 300;
    private volatile int tcpBacklog = 511;
    private volatile int hz = 10;
    private volatile boolean protectedMode = true;
    private volatile long clientMemory;
    private volatile int tlsAcceptsPerTurn = 1;
    private volatile String certificateUser = "off";
    private volatile long slowLogThresholdUs = 10_000;
    private volatile int slowLogMaxLength = 128;
    private volatile long largeRequestBytes = 1 << 20;
    private volatile int largeRequestMaxLength = 128;
    private volatile long largeReplyBytes = 1 << 20;
    private volatile int largeReplyMaxLength = 128;
    private volatile long latencyMonitorThresholdMs;
    private volatile boolean latencyTracking = true;
    private volatile long pauseReadingBytes = 32L << 20;
    private volatile long replyPeakMs = DEFAULT_REPLY_PEAK_MS;
    private volatile boolean replyResizing = true;
    private volatile String version = "7.4.0";
    private final Map<ClientClass, OutputLimit> outputLimits = new ConcurrentHashMap<>();

    /** Creates settings with Redis's defaults. */
    public NetSettings() {
        for (ClientClass type : ClientClass.values()) {
            outputLimit(type, OutputLimit.defaultFor(type));
        }
    }

    /** Returns after how long the longest replies are forgotten; a long time for never. */
    public long replyPeakMs() {
        return replyPeakMs;
    }

    /** Sets after how long the longest replies are forgotten ({@code DEBUG REPLYBUFFER}). */
    public void replyPeakMs(long ms) {
        replyPeakMs = ms;
    }

    /** Returns whether the buffers of replies shrink. */
    public boolean replyResizing() {
        return replyResizing;
    }

    /** Sets whether the buffers of replies shrink ({@code DEBUG REPLYBUFFER}). */
    public void replyResizing(boolean resizing) {
        replyResizing = resizing;
    }

    /** Returns how many clients may be connected ({@code maxclients}). */
    public int maxClients() {
        return maxClients;
    }

    /** Sets how many clients may be connected. */
    public void maxClients(int count) {
        maxClients = count;
    }

    /** Returns after how many idle seconds a client is closed ({@code timeout}); 0 for never. */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Sets after how many idle seconds a client is closed. */
    public void timeoutSeconds(int seconds) {
        timeoutSeconds = seconds;
    }

    /** Returns the interval of keep-alive probes ({@code tcp-keepalive}); 0 for none. */
    public int tcpKeepAliveSeconds() {
        return tcpKeepAliveSeconds;
    }

    /** Sets the interval of keep-alive probes of clients that connect later. */
    public void tcpKeepAliveSeconds(int seconds) {
        tcpKeepAliveSeconds = seconds;
    }

    /** Returns how many connections may wait to be accepted ({@code tcp-backlog}). */
    public int tcpBacklog() {
        return tcpBacklog;
    }

    /** Sets how many connections may wait to be accepted, for listeners opened later. */
    public void tcpBacklog(int count) {
        tcpBacklog = count;
    }

    /** Returns how often a second background work is done ({@code hz}). */
    public int hz() {
        return hz;
    }

    /** Sets how often a second background work is done. */
    public void hz(int timesPerSecond) {
        hz = timesPerSecond;
    }

    /**
     * Returns whether strangers from other machines are refused while there is no password ({@code
     * protected-mode}).
     */
    public boolean protectedMode() {
        return protectedMode;
    }

    /** Sets whether strangers from other machines are refused while there is no password. */
    public void protectedMode(boolean on) {
        protectedMode = on;
    }

    /**
     * Returns how much memory all clients may take together: bytes, a percentage of {@code
     * maxmemory} as a negative number, or 0 for no limit ({@code maxmemory-clients}).
     */
    public long clientMemory() {
        return clientMemory;
    }

    /** Returns how many encrypted connections are accepted in one turn at most. */
    public int tlsAcceptsPerTurn() {
        return tlsAcceptsPerTurn;
    }

    /** Sets how many encrypted connections are accepted in one turn at most. */
    public void tlsAcceptsPerTurn(int count) {
        tlsAcceptsPerTurn = count;
    }

    /**
     * Returns where a client's certificate names its user ({@code tls-auth-clients-user}): CN, URI
     * or off.
     */
    public String certificateUser() {
        return certificateUser;
    }

    /** Sets where the certificates of clients that connect later name their users. */
    public void certificateUser(String where) {
        certificateUser = where;
    }

    /** Sets how much memory all clients may take together. */
    public void clientMemory(long bytesOrPercent) {
        clientMemory = bytesOrPercent;
    }

    /** Returns from how many microseconds on a command is logged as slow; negative for never. */
    public long slowLogThresholdUs() {
        return slowLogThresholdUs;
    }

    /** Sets from how many microseconds on a command is logged as slow. */
    public void slowLogThresholdUs(long us) {
        slowLogThresholdUs = us;
    }

    /** Returns from how many bytes on a request is logged as large; negative for never. */
    public long largeRequestBytes() {
        return largeRequestBytes;
    }

    /** Sets from how many bytes on a request is logged as large. */
    public void largeRequestBytes(long bytes) {
        largeRequestBytes = bytes;
    }

    /** Returns how many large requests are remembered. */
    public int largeRequestMaxLength() {
        return largeRequestMaxLength;
    }

    /** Sets how many large requests are remembered. */
    public void largeRequestMaxLength(int count) {
        largeRequestMaxLength = count;
    }

    /** Returns from how many bytes on a reply is logged as large; negative for never. */
    public long largeReplyBytes() {
        return largeReplyBytes;
    }

    /** Sets from how many bytes on a reply is logged as large. */
    public void largeReplyBytes(long bytes) {
        largeReplyBytes = bytes;
    }

    /** Returns how many commands with a large reply are remembered. */
    public int largeReplyMaxLength() {
        return largeReplyMaxLength;
    }

    /** Sets how many commands with a large reply are remembered. */
    public void largeReplyMaxLength(int count) {
        largeReplyMaxLength = count;
    }

    /** Returns how many slow commands are remembered. */
    public int slowLogMaxLength() {
        return slowLogMaxLength;
    }

    /** Sets how many slow commands are remembered. */
    public void slowLogMaxLength(int count) {
        slowLogMaxLength = count;
    }

    /** Returns from how many milliseconds on an event is remembered by LATENCY; 0 for never. */
    public long latencyMonitorThresholdMs() {
        return latencyMonitorThresholdMs;
    }

    /** Sets from how many milliseconds on an event is remembered by LATENCY. */
    public void latencyMonitorThresholdMs(long ms) {
        latencyMonitorThresholdMs = ms;
    }

    /** Returns whether the distribution of execution times is kept by command. */
    public boolean latencyTracking() {
        return latencyTracking;
    }

    /** Sets whether the distribution of execution times is kept by command. */
    public void latencyTracking(boolean on) {
        latencyTracking = on;
    }

    /** Returns how much output may wait for a client before nothing more is read from it. */
    public long pauseReadingBytes() {
        return pauseReadingBytes;
    }

    /** Sets how much output may wait for a client before nothing more is read from it. */
    public void pauseReadingBytes(long bytes) {
        pauseReadingBytes = bytes;
    }

    /** Returns the version of Redis that HELLO claims. */
    public String version() {
        return version;
    }

    /** Sets the version of Redis that HELLO claims. */
    public void version(String text) {
        version = text;
    }

    /** Returns the output limit of a class of clients. */
    public OutputLimit outputLimit(ClientClass type) {
        return outputLimits.getOrDefault(type, OutputLimit.NONE);
    }

    /** Sets the output limit of a class of clients. */
    public void outputLimit(ClientClass type, OutputLimit limit) {
        outputLimits.put(type, limit);
    }
}
