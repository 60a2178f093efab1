package io.marketsync.simulator.posting;

import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.world.Posting;

/**
 * {@code /v4/posting/fbs/list}. The period is about {@code in_process_at} (the cursor of Ozon suggests it), so unpaid postings
 * are not listed, and one that is paid late appears in the past.
 */
public final class FbsList implements Endpoint {

    @Override
    public JsonNode answer(Call call) {
        Body filter = call.body().object("filter");
        Period period = Period.ofList(filter);
        FbsFilter matching = FbsFilter.of(filter);
        Page page = Page.of(call.body(), Keyset.FBS);
        Stream<Posting> postings = placed(call, page, period).stream()
                .filter(posting -> posting.timeline().paidAt(call.now()))
                .filter(posting -> matching.matches(posting, call.now()));
        FbsView view = new FbsView(call, With.of(call.body()));
        return page.answer(postings, view::v4);
    }

    static List<Posting> placed(Call call, Page page, Period period) {
        Period rest = page.rest(period);
        return page.direction().arrange(call.shop().postings().placedBetween(rest.from(), rest.to(), call.now()));
    }
}
