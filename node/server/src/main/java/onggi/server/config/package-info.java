/**
 * The configuration of the server: its rows, the reader of redis.conf and the writer that keeps a
 * file's comments.
 */
@NullMarked
package onggi.server.config;

import org.jspecify.annotations.NullMarked;
