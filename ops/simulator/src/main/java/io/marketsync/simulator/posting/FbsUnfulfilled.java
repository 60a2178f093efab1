package io.marketsync.simulator.posting;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.world.Posting;

/**
 * {@code /v4/posting/fbs/unfulfilled/list}: everything that is not delivered or cancelled, unpaid postings included, by cutoff.
 * {@code count} is how many match, on all pages together.
 */
public final class FbsUnfulfilled implements Endpoint {

    /** Every lifecycle ends within 12 days, so older postings need no look. */
    private static final Duration OLDEST = Duration.ofDays(13);

    @Override
    public JsonNode answer(Call call) {
        Body filter = call.body().object("filter");
        boolean byCutoff = filter.has("cutoff_from") || filter.has("cutoff_to");
        boolean byDelivering = filter.has("delivering_date_from") || filter.has("delivering_date_to");
        if (byCutoff && byDelivering) {
            throw Refusal.invalid("Request validation error: use either cutoff or delivering_date, not both");
        }
        Period cutoff = Period.optional(filter, "cutoff_from", "cutoff_to");
        Period delivering = Period.optional(filter, "delivering_date_from", "delivering_date_to");
        FbsFilter matching = FbsFilter.of(filter);
        Page page = Page.of(call.body(), Keyset.UNFULFILLED);
        List<Posting> postings = open(call).stream()
                .filter(posting -> matching.matches(posting, call.now()))
                .filter(posting -> cutoff.contains(posting.shipBy()))
                .filter(posting -> !byDelivering || isHandedOver(posting, call, delivering))
                .sorted(Comparator.comparing(Position::byCutoff))
                .toList();
        FbsView view = new FbsView(call, With.of(call.body()));
        return page.answer(page.direction().arrange(postings).stream(), view::v4)
                .put("count", postings.size());
    }

    private static List<Posting> open(Call call) {
        return call.shop().postings().placedBetween(call.now().minus(OLDEST), call.now(), call.now()).stream()
                .filter(posting -> posting.timeline().visibleAt(call.now()))
                .filter(posting -> !posting.phaseAt(call.now()).terminal())
                .toList();
    }

    private static boolean isHandedOver(Posting posting, Call call, Period delivering) {
        return posting.timeline()
                .deliveringSince(call.now())
                .filter(delivering::contains)
                .isPresent();
    }
}
