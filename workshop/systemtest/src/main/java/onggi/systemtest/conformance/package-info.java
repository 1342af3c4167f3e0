/**
 * The real server's own test suite, run with our server in its place. A program of its own, with no
 * dependency, so that {@code ./onggi conformance} starts it from source.
 */
@NullMarked
package onggi.systemtest.conformance;

import org.jspecify.annotations.NullMarked;
