/** The server as a process: its command line, configuration file, log and end. */
@NullMarked
package onggi.systemtest.server;

import org.jspecify.annotations.NullMarked;
