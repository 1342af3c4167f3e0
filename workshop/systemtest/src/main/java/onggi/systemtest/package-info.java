/** Tests of the product as a whole, and of the rules its source keeps. */
@NullMarked
package onggi.systemtest;

import org.jspecify.annotations.NullMarked;
