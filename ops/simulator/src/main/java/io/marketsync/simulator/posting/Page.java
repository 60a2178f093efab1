package io.marketsync.simulator.posting;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Posting;

/** One page of a list: how much was asked for, from where, in which direction. */
record Page(Keyset keyset, Direction direction, Optional<Position> after, int limit) {

    private static final int MOST = 100;

    static Page of(Body body, Keyset keyset) {
        Direction direction = Direction.of(body);
        return new Page(keyset, direction, keyset.decode(body.textOrEmpty("cursor"), direction), body.limit(MOST));
    }

    /** Narrows the period to what can still come after the cursor; only for lists ordered by time. */
    Period rest(Period period) {
        if (after.isEmpty() || !period.contains(after.get().placedAt())) {
            return period;
        }
        return direction == Direction.ASC
                ? new Period(after.get().placedAt(), period.to())
                : new Period(period.from(), after.get().placedAt());
    }

    /** {@code postings} arrive in the direction of the page; the answer is {@code {has_next, cursor, postings}}. */
    ObjectNode answer(Stream<Posting> postings, Function<Posting, JsonNode> view) {
        List<Posting> found = postings.filter(
                        posting -> after.isEmpty() || direction.isPast(position(posting), after.get()))
                .limit(limit + 1L)
                .toList();
        boolean hasNext = found.size() > limit;
        List<Posting> shown = hasNext ? found.subList(0, limit) : found;
        String cursor = hasNext ? keyset.encode(position(shown.getLast()), direction) : "";
        ObjectNode answer = Json.object().put("has_next", hasNext).put("cursor", cursor);
        answer.set("postings", shown.stream().map(view).collect(Json.toArray()));
        return answer;
    }

    Position position(Posting posting) {
        return keyset == Keyset.UNFULFILLED ? Position.byCutoff(posting) : Position.byTime(posting);
    }
}
