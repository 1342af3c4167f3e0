/** A room of the sample house that breaks the rules. */
@NullMarked
package onggi.systemtest.rules.sample.attic;

import org.jspecify.annotations.NullMarked;
