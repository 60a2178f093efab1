package io.marketsync.permit;

import java.util.List;

/**
 * The processes that call marketplaces, as the database says, and how they keep permits: shared in Redis, or each by itself. All
 * of them divide a budget in the same way.
 *
 * @param all living processes, and those that kept permits by themselves until a while ago
 * @param local those of them that keep permits by themselves, in order
 * @param self this process
 */
public record Members(List<String> all, List<String> local, String self) {

    public Members {
        all = List.copyOf(all);
        local = local.stream().sorted().toList();
    }

    /** Of each budget, what is given in Redis. */
    public Part shared() {
        int known = Math.max(1, all.size());
        return new Part(Math.max(0, known - local.size()), known);
    }

    /** Whether the others have been told that this process keeps permits by itself. */
    boolean knowSelfAsLocal() {
        return local.contains(self);
    }

    /**
     * What this process may grant of a budget by itself: what is not given in Redis, in equal parts; what does not divide goes to
     * processes that differ from level to level, so that a budget of two is still used when there are four.
     */
    int share(String level, int permits) {
        int place = local.indexOf(self);
        if (place < 0) {
            return 0;
        }
        int rest = permits - permits * shared().numerator() / shared().denominator();
        int turned = Math.floorMod(place + level.hashCode(), local.size());
        return rest / local.size() + (turned < rest % local.size() ? 1 : 0);
    }
}
