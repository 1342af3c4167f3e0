/** What hostile, broken and slow clients may do, while others go on undisturbed. */
@NullMarked
package onggi.systemtest.robustness;

import org.jspecify.annotations.NullMarked;
