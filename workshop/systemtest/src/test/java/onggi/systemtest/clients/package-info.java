/**
 * Clients that people use, unchanged, against Onggi and, to know what is right, a real
 * redis-server.
 */
@NullMarked
package onggi.systemtest.clients;

import org.jspecify.annotations.NullMarked;
