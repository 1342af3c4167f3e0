package onggi.systemtest.rules.sample.attic;

/** A class in a room that no plan shows. */
public final class Trunk {}
