/** A room of the sample house that breaks the rules. */
@NullMarked
package onggi.systemtest.rules.sample.bytes;

import org.jspecify.annotations.NullMarked;
