package io.marketsync.push;

import java.util.List;
import java.util.Optional;

/** What a marketplace says to one request of many items. */
public sealed interface Pushed {

    /**
     * It took the request.
     *
     * @param errors one for each item, in their order; empty where the item was taken
     */
    record Items(List<Optional<ItemError>> errors) implements Pushed {}

    /** It refused the request as a whole, because of some item, and changed nothing. */
    record Refused(ItemError why) implements Pushed {}
}
