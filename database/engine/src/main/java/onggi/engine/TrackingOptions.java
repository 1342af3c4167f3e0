package onggi.engine;

/**
 * How a session that tracks keys wants to hear of their changes.
 *
 * @param redirect the id of the session that is told instead, or 0
 * @param broadcast whether it hears of all keys with certain prefixes, instead of those it read
 * @param optIn whether reads count only after CLIENT CACHING YES
 * @param optOut whether reads count unless after CLIENT CACHING NO
 * @param noLoop whether it does not hear of its own changes
 */
public record TrackingOptions(
        long redirect, boolean broadcast, boolean optIn, boolean optOut, boolean noLoop) {}
