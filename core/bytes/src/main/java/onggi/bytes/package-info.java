/**
 * Bytes and the plain facts about them: numbers as text, patterns, checksums, hashes, and memory
 * off the Java heap; also time and chance, which the rest of the product takes from here only.
 */
@NullMarked
package onggi.bytes;

import org.jspecify.annotations.NullMarked;
