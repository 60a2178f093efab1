package io.marketsync.api.pause;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

import io.marketsync.api.PublicId;
import io.marketsync.api.operation.KnownKinds;
import io.marketsync.api.shop.Marketplaces;
import io.marketsync.job.Queue;

/** What can be paused. The words are a database format. */
enum PauseScope {
    QUEUE(name -> Arrays.stream(Queue.values()).anyMatch(queue -> queue.word().equals(name))),
    KIND(KnownKinds.NAMES::contains),
    MARKETPLACE(Marketplaces.NAMES::contains),
    /** Known when the database says so, as its workers wrote it. */
    SCHEDULE(name -> name.matches("[a-z][a-z0-9._-]{0,39}")),
    /** Known when the database says so. */
    SHOP(name -> PublicId.SHOP.parse(name).isPresent());

    private final Predicate<String> known;

    PauseScope(Predicate<String> known) {
        this.known = known;
    }

    static Optional<PauseScope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean mayBeNamed(String name) {
        return known.test(name);
    }

    /** Claims compare with the ids in the rows of jobs. */
    String stored(String name) {
        return this == SHOP ? PublicId.SHOP.parse(name).orElseThrow().toString() : name;
    }
}
