/** Metrics and health over HTTP, for those who watch the server. */
@NullMarked
package onggi.server.metrics;

import org.jspecify.annotations.NullMarked;
