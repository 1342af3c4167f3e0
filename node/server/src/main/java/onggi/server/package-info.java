/** The server program, and the only place that knows every room of the house. */
@NullMarked
package onggi.server;

import org.jspecify.annotations.NullMarked;
