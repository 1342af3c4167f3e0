/** That commands of many clients, on several loops, look as if they ran one at a time. */
@NullMarked
package onggi.systemtest.concurrency;

import org.jspecify.annotations.NullMarked;
