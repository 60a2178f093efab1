package io.marketsync.simulator.posting;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Scheme;

/** What both FBS lists can filter on. An empty set does not restrict. */
record FbsFilter(
        Set<String> statuses,
        Set<Long> warehouses,
        Set<Long> deliveryMethods,
        Set<Long> providers,
        Set<String> orderNumbers,
        Optional<Long> orderId,
        Optional<Period> lastChanged) {

    private static final int MOST_ORDERS = 100;
    private static final int MOST_IDS = 1000;

    static FbsFilter of(Body filter) {
        List<String> orders = filter.texts("order_numbers");
        filter.atMost(MOST_ORDERS, orders, "order_numbers");
        Optional<Period> lastChanged = filter.has("last_changed_status_date")
                ? Optional.of(Period.optional(filter.object("last_changed_status_date"), "from", "to"))
                : Optional.empty();
        return new FbsFilter(
                new HashSet<>(filter.texts("statuses")),
                ids(filter, "warehouse_ids"),
                ids(filter, "delivery_method_ids"),
                ids(filter, "provider_ids"),
                new HashSet<>(orders),
                filter.number("order_id").filter(id -> id != 0),
                lastChanged);
    }

    boolean matches(Posting posting, Instant now) {
        return posting.scheme() == Scheme.FBS
                && allows(statuses, posting.phaseAt(now).status())
                && allows(warehouses, posting.warehouse().id())
                && allows(deliveryMethods, PostingParts.deliveryMethodId(posting))
                && allows(providers, PostingParts.PROVIDER_ID)
                && allows(orderNumbers, posting.number().order())
                && orderId.map(id -> id == posting.number().orderId()).orElse(true)
                && lastChanged
                        .map(period -> period.contains(posting.timeline().lastChangedAt(now)))
                        .orElse(true);
    }

    private static Set<Long> ids(Body filter, String field) {
        List<Long> ids = filter.numbers(field);
        filter.atMost(MOST_IDS, ids, field);
        return new HashSet<>(ids);
    }

    private static <T> boolean allows(Set<T> allowed, T value) {
        return allowed.isEmpty() || allowed.contains(value);
    }
}
