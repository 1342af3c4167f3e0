/** Benchmarks whose numbers stand in the documentation: speed, start-up and memory. */
@NullMarked
package onggi.bench;

import org.jspecify.annotations.NullMarked;
