/**
 * The snapshot format of Redis, as a file and as the payload of DUMP: every value encoding that was
 * ever written is read, and a chosen version is written.
 */
@NullMarked
package onggi.rdb;

import org.jspecify.annotations.NullMarked;
