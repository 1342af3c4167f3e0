package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * A place in a function that calls or may fail.
 *
 * @param called how the function that is called there is named, null when it is not
 */
record Site(int line, @Nullable Named called) {}
