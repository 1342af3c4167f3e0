package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Carries the value of an expression that was expected to be a number and is not. */
final class NotANumber extends Exception {

    private static final long serialVersionUID = 1;

    final transient @Nullable Object value;

    NotANumber(@Nullable Object value) {
        super(null, null, false, false);
        this.value = value;
    }
}
