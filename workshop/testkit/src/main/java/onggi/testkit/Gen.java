package onggi.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A seeded source of test data. What it draws depends on the seed alone, so that a failure is
 * repeated by its seed: {@code -Dseed=1729} runs a property with that one seed, {@code
 * -Dseed=random} lets the machine choose, and without either the seeds are 1, 2, 3 … so that every
 * build tests the same.
 */
public final class Gen {

    private final long seed;
    private final SplittableRandom random;

    /** Creates the generator of a seed. */
    public Gen(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Runs a property under {@code runs} seeds, and under one when {@code -Dseed} names it.
     *
     * @throws AssertionError what the property threw, with the seed in front
     */
    public static void check(int runs, Consumer<Gen> property) {
        for (long seed : seeds(runs)) {
            try {
                property.accept(new Gen(seed));
            } catch (Throwable failure) {
                throw failed(seed, "", failure);
            }
        }
    }

    /**
     * Runs a property of a sequence of steps under {@code runs} seeds; a failing sequence is made
     * as short as possible before it is reported.
     *
     * @param draw makes the steps of a seed
     * @param property gets the steps, and a generator for anything else it needs, equal in every
     *     try
     */
    public static <T> void checkSteps(
            int runs, Function<Gen, List<T>> draw, BiConsumer<Gen, List<T>> property) {
        for (long seed : seeds(runs)) {
            List<T> steps = draw.apply(new Gen(seed));
            try {
                property.accept(new Gen(~seed), steps);
            } catch (Throwable first) {
                List<T> least = Shrink.list(steps, fewer -> fails(property, seed, fewer));
                throw failed(
                        seed,
                        " after " + least.size() + " of " + steps.size() + " steps " + least,
                        failureOf(property, seed, least, first));
            }
        }
    }

    private static <T> boolean fails(BiConsumer<Gen, List<T>> property, long seed, List<T> steps) {
        try {
            property.accept(new Gen(~seed), steps);
            return false;
        } catch (Throwable failure) {
            return true;
        }
    }

    private static <T> Throwable failureOf(
            BiConsumer<Gen, List<T>> property, long seed, List<T> steps, Throwable otherwise) {
        try {
            property.accept(new Gen(~seed), steps);
            return otherwise;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private static AssertionError failed(long seed, String detail, Throwable failure) {
        return new AssertionError(
                "seed " + seed + detail + " (repeat with -Dseed=" + seed + "): " + failure,
                failure);
    }

    /** Returns the seeds of {@code runs} runs, or the one that {@code -Dseed} names. */
    public static List<Long> seeds(int runs) {
        String chosen = System.getProperty("seed", "");
        List<Long> seeds = new ArrayList<>();
        if (!chosen.isEmpty() && !chosen.equals("random")) {
            seeds.add(Long.parseLong(chosen));
            return seeds;
        }
        long first = firstSeed();
        for (int i = 0; i < runs; i++) {
            seeds.add(first + i);
        }
        return seeds;
    }

    /**
     * Returns the first seed of a run: what {@code -Dseed} says, a chance one for {@code random},
     * otherwise 1.
     */
    public static long firstSeed() {
        String chosen = System.getProperty("seed", "");
        return switch (chosen) {
            case "" -> 1;
            case "random" -> new SplittableRandom().nextLong(1L << 40);
            default -> Long.parseLong(chosen);
        };
    }

    /** Returns the seed. */
    public long seed() {
        return seed;
    }

    /** Returns a number from 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns a number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** Returns any long. */
    public long anyLong() {
        return random.nextLong();
    }

    /** Returns any double from 0 to 1. */
    public double fraction() {
        return random.nextDouble();
    }

    /** Returns true in {@code percent} of all cases. */
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Returns one of the choices. */
    @SafeVarargs
    public final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Returns one of the choices. */
    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Returns so many random bytes. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Returns a word of so many lower case letters. */
    public String word(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(26));
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** Returns so many elements, each drawn by {@code element}. */
    public <T> List<T> list(int size, Function<Gen, T> element) {
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(element.apply(this));
        }
        return list;
    }

    /** Returns a generator of its own that continues from here. */
    public Gen split() {
        return new Gen(random.nextLong());
    }
}
