package onggi.systemtest.rules.sample.bytes;

/** What every room may use. */
public final class Text {}
