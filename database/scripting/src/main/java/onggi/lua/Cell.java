package onggi.lua;

import org.jspecify.annotations.Nullable;

/** A local variable that a function inside its scope uses too. */
final class Cell {

    static final Cell[] NONE = {};

    @Nullable Object value;

    Cell(@Nullable Object value) {
        this.value = value;
    }
}
