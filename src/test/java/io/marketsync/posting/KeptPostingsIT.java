package io.marketsync.posting;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.marketsync.testing.KeyedShops;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.posting;
import static org.assertj.core.api.Assertions.assertThat;

/** What is kept of a posting that was pulled. */
class KeptPostingsIT extends PullingShop {

    @Test
    void theMarketplacesWordsAreKeptAsTheyCame() throws Exception {
        String address = "ул. Ёлочная, д. 12, корп. Б — «Уют» 茶壶 \u202b\u05d1\u05d9\u05ea\u202c e\u0301 🙏 ".repeat(60);
        Posting plain = posting("a", Stage.AWAITING, at(-5));
        feed.with(
                BORN,
                List.of(new Posting(
                        plain.number(),
                        plain.scheme(),
                        plain.status(),
                        null,
                        plain.stage(),
                        plain.orderNumber(),
                        null,
                        plain.inProcessAt(),
                        null,
                        null,
                        plain.warehouseCode(),
                        null,
                        plain.lines(),
                        "{\"customer\":{\"address\":\"" + address + "\"}}")));
        pull();
        String kept = database.api().forSeller(seller, handle -> handle.select(
                        "SELECT raw #>> '{customer,address}' FROM posting WHERE shop_id = ?", shop)
                .mapTo(String.class)
                .one());
        assertThat(kept).isEqualTo(address);
    }

    @Test
    void theSameNumberInTwoShopsIsTwoPostings() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))));
        pull();
        shop = KeyedShops.insert(database, seller, "another-" + seller, key());
        job = runningJob();
        feed.with(BORN, List.of(posting("a", Stage.CANCELLED, at(-5))));
        assertThat(pull().counts()).containsExactly(Map.entry("created", 1L));
        List<String> statuses = database.api().forSeller(seller, handle -> handle.select(
                        "SELECT status FROM posting WHERE number = 'a' ORDER BY (shop_id = ?)", shop)
                .mapTo(String.class)
                .list());
        assertThat(statuses).containsExactly("awaiting", "cancelled");
    }

    @Test
    void linesThatAreGoneAreRemoved() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5), 3)));
        pull();
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5), 1)));
        pull();
        assertThat(number("SELECT count(*) FROM posting_line")).isEqualTo(1);
    }

    @Test
    void knownOffersAreLinked() throws Exception {
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO offer (id, seller_id, shop_id, code) VALUES (gen_random_uuid(), ?, ?, 'OFFER-1')",
                        seller,
                        shop));
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5), 2)));
        pull();
        assertThat(number("SELECT count(*) FROM posting_line WHERE offer_id IS NOT NULL"))
                .isEqualTo(1);
    }
}
