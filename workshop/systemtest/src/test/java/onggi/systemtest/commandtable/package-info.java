/** The command table compared with those of other servers. */
@NullMarked
package onggi.systemtest.commandtable;

import org.jspecify.annotations.NullMarked;
