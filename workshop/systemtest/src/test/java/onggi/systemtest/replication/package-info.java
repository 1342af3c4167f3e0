/** Servers that follow one another: Onggi, the real one, and chains of both. */
@NullMarked
package onggi.systemtest.replication;

import org.jspecify.annotations.NullMarked;
