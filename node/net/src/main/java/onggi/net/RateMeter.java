package onggi.net;

/** The mean rate of a growing count over the last 16 samples. One thread samples, any reads. */
final class RateMeter {

    private static final int SAMPLES = 16;

    private final long[] rates = new long[SAMPLES];
    private int next;
    private long lastCount;
    private long lastMs;
    private volatile long mean;

    void sample(long count, long nowMs) {
        long elapsedMs = nowMs - lastMs;
        if (lastMs > 0 && elapsedMs > 0) {
            rates[next++ % SAMPLES] = Math.max(0, count - lastCount) * 1000 / elapsedMs;
        }
        lastCount = count;
        lastMs = nowMs;
        long sum = 0;
        for (long rate : rates) {
            sum += rate;
        }
        mean = sum / SAMPLES;
    }

    long perSecond() {
        return mean;
    }
}
