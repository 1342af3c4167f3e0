/** The Redis protocol, versions 2 and 3: bytes to requests, and results to reply bytes. */
@NullMarked
package onggi.resp;

import org.jspecify.annotations.NullMarked;
