package onggi.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which keys go when the data takes more than {@code maxmemory}. */
public enum EvictionPolicy {
    VOLATILE_LRU(true, Order.IDLE),
    VOLATILE_LFU(true, Order.SELDOM),
    VOLATILE_RANDOM(true, Order.CHANCE),
    VOLATILE_TTL(true, Order.SOONEST),
    ALLKEYS_LRU(false, Order.IDLE),
    ALLKEYS_LFU(false, Order.SELDOM),
    ALLKEYS_RANDOM(false, Order.CHANCE),
    NOEVICTION(false, Order.NONE);

    /** Which key goes first. */
    enum Order {
        /** The one that was not used for longest. */
        IDLE,
        /** The one that is used least often. */
        SELDOM,
        /** Any. */
        CHANCE,
        /** The one that expires first. */
        SOONEST,
        /** None goes. */
        NONE
    }

    private final boolean onlyVolatile;
    private final Order order;

    EvictionPolicy(boolean onlyVolatile, Order order) {
        this.onlyVolatile = onlyVolatile;
        this.order = order;
    }

    /** Returns whether only keys go that have an expiry. */
    public boolean onlyVolatile() {
        return onlyVolatile;
    }

    /** Returns whether uses are counted and not timed. */
    public boolean countsUses() {
        return order == Order.SELDOM;
    }

    /** Returns whether it matters when or how often a key was used. */
    public boolean knowsUse() {
        return order == Order.IDLE || order == Order.SELDOM;
    }

    Order order() {
        return order;
    }

    /** Returns the name as {@code maxmemory-policy} has it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the policy of a name, or null. */
    public static @Nullable EvictionPolicy named(String wireName) {
        for (EvictionPolicy policy : values()) {
            if (policy.wireName().equals(wireName)) {
                return policy;
            }
        }
        return null;
    }
}
