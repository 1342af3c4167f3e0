/** A room of the sample house that breaks the rules. */
@NullMarked
package onggi.systemtest.rules.sample.types;

import org.jspecify.annotations.NullMarked;
