/** A room of the sample house that breaks the rules. */
@NullMarked
package onggi.systemtest.rules.sample.resp;

import org.jspecify.annotations.NullMarked;
