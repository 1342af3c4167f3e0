/**
 * What every test uses: seeded generators with shrinking, a real server to compare with, and
 * assertions. It knows nothing of the product.
 */
@NullMarked
package onggi.testkit;

import org.jspecify.annotations.NullMarked;
