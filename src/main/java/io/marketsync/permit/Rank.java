package io.marketsync.permit;

import java.util.Locale;
import java.util.function.Supplier;

/** Who is served first when permits are short. All but the first may use only a part of each budget. */
public enum Rank {
    /** A seller waits for it. */
    CLICK,
    HIGH,
    NORMAL,
    LOW;

    private static final ThreadLocal<Rank> CURRENT = new ThreadLocal<>();

    /** Of what this thread works for; the last where nobody said. */
    public static Rank current() {
        Rank rank = CURRENT.get();
        return rank == null ? LOW : rank;
    }

    /** Runs the work with this rank. */
    public <T> T during(Supplier<T> work) {
        Rank before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean background() {
        return this != CLICK;
    }
}
