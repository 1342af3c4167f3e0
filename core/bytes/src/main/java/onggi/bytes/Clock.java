package onggi.bytes;

/** Where the product takes the time from. */
public interface Clock {

    /** The wall clock, in milliseconds since 1970. */
    long nowMs();

    /** The wall clock, in microseconds since 1970. */
    long nowMicros();

    /** A clock that only moves forward, in nanoseconds since an arbitrary moment. */
    long nanoTime();
}
