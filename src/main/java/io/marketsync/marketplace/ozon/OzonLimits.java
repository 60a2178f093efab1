package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.marketsync.permit.Budget;
import io.marketsync.permit.Level;

/** Ozon's rate limits: of all we do there, of a credential, of a method. */
final class OzonLimits {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Level all;
    private final Budget credential;
    private final Map<String, Budget> methods;

    OzonLimits(OzonConfig config) {
        OzonConfig.Limits limits = config.limits();
        this.all = new Level(
                OzonClient.MARKETPLACE,
                limits.allPerSecond().isEmpty()
                        ? List.of()
                        : List.of(new Budget(limits.allPerSecond().getAsInt(), SECOND)));
        this.credential = new Budget(limits.perSecond(), SECOND);
        this.methods = Map.of(OzonStocks.STOCKS, new Budget(limits.stocksPerMinute(), MINUTE));
    }

    Level everyone() {
        return all;
    }

    /** Marketplace, credential, method. */
    List<Level> levels(String clientId, String path) {
        Budget method = methods.get(path);
        return List.of(
                all,
                Level.of(all.name() + ":" + clientId, credential),
                new Level(all.name() + ":" + clientId + ":" + path, method == null ? List.of() : List.of(method)));
    }
}
