package io.marketsync.posting;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

import io.marketsync.job.Attempt;
import io.marketsync.offer.OfferStore;
import io.marketsync.shop.ShopAccess;
import io.marketsync.testing.TestDatabase;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.posting;
import static org.assertj.core.api.Assertions.assertThat;

/** Pages of several jobs of one shop that come at the same time. */
class PostingPagesIT extends PullingShop {

    /** Whoever waits for the first holds none of the others, so that two pages never wait for each other. */
    @Test
    void postingsAreLockedInTheOrderOfTheirNumbers() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5)), posting("b", Stage.AWAITING, at(-5))));
        pull();
        PostingPages pages = new PostingPages(new OfferStore(), new PostingStore(), new PostingLineStore());
        ShopAccess access = new ShopAccess(seller, shop, "ozon", clientId(), null, 1);
        Attempt attempt = attempt();

        CompletableFuture<Void> page = database.workers().forSeller(seller, handle -> {
            lock(handle, "a");
            CompletableFuture<Void> stored = CompletableFuture.runAsync(() -> attempt.commit(other -> {
                pages.store(
                        other,
                        attempt.counts(),
                        access,
                        List.of(posting("b", Stage.PACKED, at(-5)), posting("a", Stage.PACKED, at(-5))));
                return null;
            }));
            Awaitility.await().until(() -> TestDatabase.isWaitedFor(handle));
            lock(handle, "b");
            return stored;
        });

        page.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(status("a") + " " + status("b")).isEqualTo("packed packed");
    }

    private void lock(Handle handle, String number) {
        assertThat(handle.select(
                                "SELECT number FROM posting WHERE shop_id = ? AND number = ? FOR UPDATE NOWAIT",
                                shop,
                                number)
                        .mapTo(String.class)
                        .list())
                .hasSize(1);
    }
}
