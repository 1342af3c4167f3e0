/**
 * The rules of the house as tests: who may use whom, what the source looks like. Each rule is also
 * run on a small sample that breaks it, so that a rule which cannot fail is noticed.
 */
@NullMarked
package onggi.systemtest.rules;

import org.jspecify.annotations.NullMarked;
