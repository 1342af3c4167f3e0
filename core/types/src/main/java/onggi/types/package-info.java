/** The data types and the encodings they are kept in; pure values that know no protocol. */
@NullMarked
package onggi.types;

import org.jspecify.annotations.NullMarked;
