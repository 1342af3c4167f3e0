/**
 * Sends the same commands to Onggi and to a real redis-server and compares the replies byte by
 * byte.
 */
@NullMarked
package onggi.systemtest.differential;

import org.jspecify.annotations.NullMarked;
