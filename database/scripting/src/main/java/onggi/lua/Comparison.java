package onggi.lua;

/** The operators that compare. */
enum Comparison {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
}
