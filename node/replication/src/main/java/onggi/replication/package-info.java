/**
 * Primaries and replicas: the stream of changes, those who follow it, and the link to the server
 * that this one follows.
 */
@NullMarked
package onggi.replication;

import org.jspecify.annotations.NullMarked;
