/**
 * Connections and what guards them: event loops that only move bytes, admission, and the sessions
 * of clients. The only package that touches channels.
 */
@NullMarked
package onggi.net;

import org.jspecify.annotations.NullMarked;
