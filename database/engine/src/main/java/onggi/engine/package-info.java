/**
 * The database itself: the keyspace, the command table, how a call is executed under its locks, and
 * the one stream of effects that everything downstream observes.
 */
@NullMarked
package onggi.engine;

import org.jspecify.annotations.NullMarked;
