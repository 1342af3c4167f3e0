/** Certificates, keys and settings of encrypted connections. */
@NullMarked
package onggi.server.tls;

import org.jspecify.annotations.NullMarked;
