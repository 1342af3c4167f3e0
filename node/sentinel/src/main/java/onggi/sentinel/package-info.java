/**
 * Sentinel: watches primaries, their replicas and the other sentinels, agrees with those on when a
 * primary is down, and puts a replica in its place.
 */
@NullMarked
package onggi.sentinel;

import org.jspecify.annotations.NullMarked;
