package onggi.types;

import java.util.Arrays;
import onggi.bytes.HotPath;

/** One end of a range of members by their bytes. Reusable; refers to the bytes it was given. */
public final class LexBound {

    /** What a bound is. */
    public enum Kind {
        /** In front of every member. */
        LOWEST,
        /** Behind every member. */
        HIGHEST,
        /** At a member, which is inside. */
        INCLUDED,
        /** At a member, which is outside. */
        EXCLUDED
    }

    private static final byte[] NOTHING = {};

    Kind kind = Kind.LOWEST;
    byte[] bytes = NOTHING;
    int offset;
    int length;

    /** A bound in front of every member. */
    public LexBound() {}

    /** Sets the bound; the bytes are those of the member and must not change while it is used. */
    @HotPath
    public void set(Kind kind, byte[] bytes, int offset, int length) {
        this.kind = kind;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Forgets the bytes. */
    public void release() {
        set(Kind.LOWEST, NOTHING, 0, 0);
    }

    private boolean isMember() {
        return kind == Kind.INCLUDED || kind == Kind.EXCLUDED;
    }

    /** Compares with a member of {@code order} against this bound's bytes: whether it is above. */
    boolean admitsFromBelow(int order) {
        return switch (kind) {
            case LOWEST -> true;
            case HIGHEST -> false;
            case INCLUDED -> order >= 0;
            case EXCLUDED -> order > 0;
        };
    }

    /** Compares with a member of {@code order} against this bound's bytes: whether it is below. */
    boolean admitsFromAbove(int order) {
        return switch (kind) {
            case LOWEST -> false;
            case HIGHEST -> true;
            case INCLUDED -> order <= 0;
            case EXCLUDED -> order < 0;
        };
    }

    /** Returns whether no member can be between a lower bound and an upper one. */
    static boolean isEmpty(LexBound min, LexBound max) {
        if (!min.isMember() || !max.isMember()) {
            return min.kind == max.kind || min.kind == Kind.HIGHEST || max.kind == Kind.LOWEST;
        }
        int order =
                Arrays.compareUnsigned(
                        min.bytes,
                        min.offset,
                        min.offset + min.length,
                        max.bytes,
                        max.offset,
                        max.offset + max.length);
        boolean excluded = min.kind == Kind.EXCLUDED || max.kind == Kind.EXCLUDED;
        return order > 0 || (order == 0 && excluded);
    }
}
