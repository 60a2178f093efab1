package io.marketsync.simulator.posting;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Scheme;

/**
 * {@code /v3/posting/fbo/list}. There is no filter for the last change; the period may be left out only when postings or orders
 * are named.
 */
public final class FboList implements Endpoint {

    private static final int MOST_NUMBERS = 1000;

    @Override
    public JsonNode answer(Call call) {
        Body filter = call.body().object("filter");
        Set<String> postingNumbers = names(filter, "posting_numbers");
        Set<String> orderNumbers = names(filter, "order_numbers");
        boolean named = !postingNumbers.isEmpty() || !orderNumbers.isEmpty();
        Period period = named && !filter.has("since") && !filter.has("to") ? Period.always() : Period.ofList(filter);
        Set<String> statuses = new HashSet<>(filter.texts("statuses"));
        Page page = Page.of(call.body(), Keyset.FBO);
        Stream<Posting> postings = FbsList.placed(call, page, period).stream()
                .filter(posting -> posting.scheme() == Scheme.FBO)
                .filter(oneOf(statuses, posting -> posting.phaseAt(call.now()).status()))
                .filter(oneOf(postingNumbers, posting -> posting.number().text()))
                .filter(oneOf(orderNumbers, posting -> posting.number().order()));
        FboView view = new FboView(call, With.of(call.body()));
        return page.answer(postings, view::v3);
    }

    private static Set<String> names(Body filter, String field) {
        List<String> names = filter.texts(field);
        filter.atMost(MOST_NUMBERS, names, field);
        return new HashSet<>(names);
    }

    private interface Property {
        String of(Posting posting);
    }

    private static Predicate<Posting> oneOf(Set<String> allowed, Property property) {
        return posting -> allowed.isEmpty() || allowed.contains(property.of(posting));
    }
}
