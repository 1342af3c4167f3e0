/** Sentinels as processes: ours, the real ones, and both in one quorum. */
@NullMarked
package onggi.systemtest.sentinel;

import org.jspecify.annotations.NullMarked;
