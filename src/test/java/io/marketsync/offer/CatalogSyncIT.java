package io.marketsync.offer;

import java.util.List;
import java.util.Map;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;

import static io.marketsync.offer.ScriptedCatalogue.archived;
import static io.marketsync.offer.ScriptedCatalogue.offer;
import static io.marketsync.offer.ScriptedCatalogue.offers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CatalogSyncIT extends ReadingShop {

    private final ScriptedCatalogue feed = new ScriptedCatalogue();

    @Test
    void whatHappenedToEachOfferIsCounted() throws Exception {
        feed.with(List.of(offer("a", 1), offer("b", 2)), List.of(offer("c", 3), archived("old", 4)));
        assertThat(read(feed)).isEqualTo(new Run(Outcome.OK, Map.of("created", 4L)));
        assertThat(read(feed)).isEqualTo(new Run(Outcome.OK, Map.of("unchanged", 4L)));

        feed.with(List.of(archived("a", 1), renamed(offer("b", 2)), offer("old", 4)));
        assertThat(read(feed).counts()).isEqualTo(Map.of("archived", 1L, "updated", 2L, "vanished", 1L));
        assertThat(vanished()).containsExactly("c");

        feed.with(List.of(archived("a", 1), offer("b", 2), offer("c", 3), offer("d", 5), offer("old", 4)));
        assertThat(read(feed).counts())
                .isEqualTo(Map.of("created", 1L, "returned", 1L, "unchanged", 2L, "updated", 1L));
        assertThat(vanished()).isEmpty();
    }

    @Test
    void anOfferIsStoredWithAllItsNames() throws Exception {
        feed.with(List.of(new Offer(
                "SK-1 (малиновый)", 7, 77L, "茶壶", "price_sent", false, true, List.of("4600000000017", "OZN7"))));
        read(feed);
        assertThat(text(
                        "SELECT concat_ws('|', code, product_id, sku, name, status, archived, on_sale, barcodes, generation)"
                                + " FROM offer WHERE shop_id = :shop"))
                .isEqualTo("SK-1 (малиновый)|7|77|茶壶|price_sent|f|t|{4600000000017,OZN7}|1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 1000})
    void aPageCostsFiveStatementsWhateverItsSize(int size) throws Exception {
        long empty = statements(feed);
        feed.with(offers(0, size), List.of());
        long created = statements(feed);
        // two pages, one of them empty: seller and fence; then, as something was seen, the reading is completed:
        // seller, run, fence
        assertThat(created - empty).as("release, upsert, link").isEqualTo(3 + 2 + 3);
        assertThat(statements(feed)).as("of unchanged offers").isEqualTo(created);
        assertThat(rows("product_id")).hasSize(size);
    }

    @Test
    void anUnchangedOfferIsNotWritten() throws Exception {
        feed.with(offers(0, 50));
        read(feed);
        List<String> written = rows("xmin, ctid");
        change("UPDATE offer SET name = 'stale' WHERE shop_id = ? AND code = 'c0007'", shop);

        assertThat(read(feed).counts()).isEqualTo(Map.of("unchanged", 49L, "updated", 1L));
        assertThat(rows("xmin, ctid"))
                .containsAll(
                        written.stream().filter(row -> !row.startsWith("c0007")).toList());
        assertThat(texts("SELECT code FROM offer WHERE shop_id = :shop AND xmax::text <> '0' AND code <> 'c0007'"))
                .as("nor locked")
                .isEmpty();
        assertThat(texts("SELECT code FROM offer WHERE shop_id = :shop AND generation = 2"))
                .containsExactly("c0007");
    }

    @Test
    void whatTheMarketplaceDoesNotTellStaysAsItIsKnown() throws Exception {
        feed.with(List.of(offer("a", 1)));
        read(feed);
        feed.with(List.of(new Offer("a", 1, null, null, null, null, null, null)));
        assertThat(read(feed).counts()).isEqualTo(Map.of("unchanged", 1L));

        feed.with(List.of(new Offer("a", 2, null, null, null, null, null, null)));
        read(feed);
        assertThat(
                        text(
                                "SELECT concat_ws('|', product_id, sku, name, status, on_sale, barcodes) FROM offer WHERE shop_id = :shop"))
                .as("nothing is known of another product")
                .isEqualTo("2|f|{}");
    }

    @Test
    void aFailureInTheMiddleKeepsThePagesAndDecidesNothing() throws Exception {
        feed.with(offers(0, 10), offers(10, 10));
        read(feed);
        feed.with(List.of(offer("new", 99)), offers(1, 9))
                .failingAtPage(1, new JobFailure(Reason.TRANSIENT, "HTML instead of JSON"));
        assertThatThrownBy(() -> read(feed)).hasMessage("HTML instead of JSON");
        assertThat(rows("product_id")).contains("new 99").hasSize(21);
        assertThat(vanished()).isEmpty();
        assertThat(text("SELECT concat_ws(' ', generation, completed) FROM catalogue_run WHERE shop_id = :shop"))
                .isEqualTo("2 1");
    }

    @Test
    void aReadingThatIsAskedToEndIsPartialAndDecidesNothing() throws Exception {
        feed.with(offers(0, 3));
        read(feed);
        stop = () -> true;
        feed.with(offers(0, 2), List.of());
        assertThat(read(feed).ending())
                .isEqualTo(
                        new Ending.CutShort(
                                "The catalogue is longer than one attempt may read. 2 offers were read, and are kept;"
                                        + " the next sync, which comes by itself, reads it anew and decides which have vanished."));
        assertThat(vanished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x x", "x y x", "x y z y"})
    void aCursorThatComesAgainIsAFailure(String cursors) throws Exception {
        feed.with(offers(0, 3));
        read(feed);
        feed.with(offers(0, 1)).leadingTo(cursors.split(" "));
        assertThatThrownBy(() -> read(feed)).isInstanceOf(JobFailure.class).hasMessageContaining("repeats a page");
        assertThat(vanished()).isEmpty();
    }

    @Test
    void aCatalogueWithoutEndIsAFailure() throws Exception {
        feed.with(offers(0, 3));
        read(feed);
        feed.with(offers(0, 1)).leadingTo("a b c d e f g h i j k l m n o p q r s t u v".split(" "));
        assertThatThrownBy(() -> read(feed)).isInstanceOf(JobFailure.class).hasMessageContaining("more than 20 pages");
        assertThat(vanished()).isEmpty();
    }

    @Test
    void anEmptyCatalogueIsNothingAndTakesNothingAway() throws Exception {
        assertThat(read(feed).ending()).isEqualTo(Outcome.NOTHING);
        feed.with(offers(0, 2));
        read(feed);
        feed.with(List.of());
        Run empty = read(feed);
        assertThat(empty.counts()).isEqualTo(Map.of("missing", 2L));
        assertThat(empty.ending())
                .isEqualTo(
                        new Ending.Ended(
                                Outcome.PARTIAL,
                                "The marketplace shows no offer of this shop, which had 2. The list says which; none was marked as vanished."));
        assertThat(vanished()).isEmpty();
        assertThat(missing()).containsExactly("c0000", "c0001");
        assertThat(text("SELECT completed FROM catalogue_run WHERE shop_id = :shop"))
                .isEqualTo("2");
    }

    @Test
    void aCatalogueThatShrankTooMuchSaysSoAndNothingVanishes() throws Exception {
        feed.with(offers(0, 10));
        read(feed);
        feed.with(offers(0, 6));
        Run shrunken = read(feed);
        assertThat(shrunken.counts()).isEqualTo(Map.of("unchanged", 6L, "missing", 4L));
        assertThat(shrunken.ending()).isInstanceOfSatisfying(Ending.Ended.class, ended -> {
            assertThat(ended.outcome()).isEqualTo(Outcome.PARTIAL);
            assertThat(ended.why()).startsWith("4 of 10 offers are missing");
        });
        assertThat(vanished()).isEmpty();
        assertThat(missing()).containsExactly("c0006", "c0007", "c0008", "c0009");
        assertThat(feed.asked).isEmpty();

        feed.with(offers(0, 7));
        assertThat(read(feed).counts()).isEqualTo(Map.of("returned", 1L, "unchanged", 6L, "vanished", 3L));
        assertThat(vanished()).containsExactly("c0007", "c0008", "c0009");
        assertThat(missing()).isEmpty();
    }

    @Test
    void ofASmallShopAFewMayAlwaysVanish() throws Exception {
        feed.with(offers(0, 3));
        read(feed);
        feed.with(offers(0, 1));
        assertThat(read(feed).ending()).isEqualTo(Outcome.OK);
        assertThat(vanished()).containsExactly("c0001", "c0002");
    }

    @Test
    void anOfferThatChangedListsMeanwhileIsFoundByItsCode() throws Exception {
        feed.with(List.of(offer("a", 1), offer("b", 2), archived("c", 3)));
        read(feed);
        feed.with(List.of(offer("a", 1))).withHidden(offer("c", 3));
        assertThat(read(feed).counts()).isEqualTo(Map.of("unchanged", 1L, "updated", 1L, "vanished", 1L));
        assertThat(feed.asked).containsExactly(List.of("b", "c"));
        assertThat(vanished()).containsExactly("b");
        assertThat(rows("archived")).contains("c f");
    }

    @Test
    void codesAreAskedForByTheThousand() throws Exception {
        feed.with(offers(0, 1000), offers(1000, 1000), offers(2000, 1000), offers(3000, 1000));
        read(feed);
        feed.with(offers(0, 1000), offers(1000, 1000), offers(2000, 900))
                .withHidden(offers(2990, 510).toArray(Offer[]::new));
        assertThat(read(feed).counts()).isEqualTo(Map.of("unchanged", 2900L + 510, "vanished", 590L));
        assertThat(feed.asked).extracting(List::size).containsExactly(1000, 100);
    }

    @Test
    void aCodeThatIsGivenAwayByItsProductSaysWhere() throws Exception {
        feed.with(List.of(offer("a", 1), offer("b", 2)));
        read(feed);
        feed.with(List.of(offer("a2", 1), offer("b", 2)));
        assertThat(read(feed).counts())
                .isEqualTo(Map.of("created", 1L, "renamed", 1L, "unchanged", 1L, "vanished", 1L));
        assertThat(rows("product_id, on_sale, renamed_to")).containsExactly("a f a2", "a2 1 t", "b 2 t");
        assertThat(vanished()).containsExactly("a");

        feed.with(List.of(offer("a", 1), offer("b", 2)));
        assertThat(read(feed).counts())
                .isEqualTo(Map.of("renamed", 1L, "returned", 1L, "unchanged", 1L, "vanished", 1L));
        assertThat(rows("product_id, renamed_to")).containsExactly("a 1", "a2 a", "b 2");
    }

    @Test
    void codesThatAreSwappedArePairedAnewOnOnePageAndOnTwo() throws Exception {
        feed.with(List.of(offer("a", 1), offer("b", 2)));
        read(feed);
        feed.with(List.of(offer("b", 1), offer("a", 2)));
        assertThat(read(feed).counts()).isEqualTo(Map.of("renamed", 2L, "updated", 2L));
        assertThat(rows("product_id, sku, renamed_to")).containsExactly("a 2 1000002", "b 1 1000001");

        feed.with(List.of(offer("a", 1)), List.of(offer("b", 2)));
        assertThat(read(feed).ending()).isEqualTo(Outcome.OK);
        assertThat(rows("product_id, sku, renamed_to")).containsExactly("a 1 1000001", "b 2 1000002");
        assertThat(vanished()).isEmpty();
    }

    @Test
    void aProductThatWasMadeAnewUnderItsCodeReplacesTheOldOne() throws Exception {
        feed.with(List.of(offer("a", 1)));
        read(feed);
        String id = text("SELECT id FROM offer WHERE shop_id = :shop");
        feed.with(List.of(offer("a", 9)));
        assertThat(read(feed).counts()).isEqualTo(Map.of("updated", 1L));
        assertThat(text("SELECT id FROM offer WHERE shop_id = :shop AND product_id = 9"))
                .isEqualTo(id);
    }

    @Test
    void theNextReadingKnowsHowManyToExpect() throws Exception {
        feed.with(offers(0, 5), offers(5, 2));
        read(feed);
        assertThat(progress()).isEqualTo("offers 1 2 7 offers");
        feed.with(offers(0, 5), offers(5, 3));
        read(feed);
        assertThat(progress()).isEqualTo("offers 1 2 8 7 offers");
        assertThat(
                        text(
                                "SELECT concat_ws(' ', generation, completed, offers, vanished) FROM catalogue_run WHERE shop_id = :shop"))
                .isEqualTo("2 2 8 0");
    }

    @Test
    void linesOfPostingsAreLinkedToOffersThatAreKnownOnlyNow() throws Exception {
        posting("p1", "a", "b");
        posting("p2", "a");
        feed.with(List.of(offer("a", 1)));
        read(feed);
        assertThat(texts("SELECT concat_ws(' ', l.number, o.code) FROM posting_line l LEFT JOIN offer o"
                        + " ON o.seller_id = l.seller_id AND o.id = l.offer_id WHERE l.shop_id = :shop ORDER BY 1"))
                .containsExactly("p1", "p1 a", "p2 a");
    }

    /** Of a shop that no statistics know of yet; joined badly they take longer than a statement may. */
    @Test
    void thousandsOfLinesAreLinkedByOneReading() throws Exception {
        change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw)
                SELECT ?, ?, 'n' || i, 'fbs', 'delivering', 40, false, false, '\\x00', '{}' FROM generate_series(1, 10000) i""", seller, shop);
        change("""
                INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity)
                SELECT ?, ?, 'n' || i, 1, 'c' || lpad((i % 500)::text, 4, '0'), 1 FROM generate_series(1, 10000) i""", seller, shop);
        feed.with(offers(0, 400));
        read(feed);
        assertThat(text("SELECT count(*) FROM posting_line WHERE shop_id = :shop AND offer_id IS NOT NULL"))
                .isEqualTo("8000");
        assertThat(text(
                        "SELECT count(*) FROM posting_line l JOIN offer o ON o.seller_id = l.seller_id AND o.id = l.offer_id"
                                + " WHERE l.shop_id = :shop AND o.code = l.offer_code"))
                .isEqualTo("8000");
    }

    @Test
    void aLineThatAPullHasInItsHandsIsWaitedForByNobody() throws Exception {
        posting("p1", "a");
        feed.with(List.of(offer("a", 1)));
        try (Handle pull = database.superuser().open()) {
            pull.begin();
            pull.execute("UPDATE posting_line SET quantity = 2 WHERE shop_id = ?", shop);
            assertThat(read(feed).ending()).isEqualTo(Outcome.OK);
            pull.commit();
        }
        assertThat(texts("SELECT number FROM posting_line WHERE shop_id = :shop AND offer_id IS NOT NULL"))
                .isEmpty();
        read(feed);
        assertThat(texts("SELECT number FROM posting_line WHERE shop_id = :shop AND offer_id IS NOT NULL"))
                .containsExactly("p1");
    }

    @Test
    void anAttemptThatLostItsJobCommitsNothing() {
        feed.with(offers(0, 3));
        Attempt lost = attempt();
        attempt();
        assertThatThrownBy(() -> syncCatalogue(feed).run(lost, new SyncCatalogue.Args()))
                .isInstanceOf(AttemptLost.class);
        assertThat(rows("product_id")).isEmpty();
    }

    @Test
    void anAttemptThatIsLostInTheMiddleLeavesItsPagesAndTheNextDecidesByWhatItSees() throws Exception {
        feed.with(offers(0, 5), offers(5, 5));
        read(feed);
        feed.with(List.of(offer("x", 77)), offers(0, 10)).beforeLastPage(this::attempt);
        assertThatThrownBy(() -> read(feed)).isInstanceOf(AttemptLost.class);
        assertThat(rows("product_id")).contains("x 77");
        assertThat(vanished()).isEmpty();

        feed.with(offers(0, 5), offers(5, 4)).beforeLastPage(() -> {});
        Run second = again(feed);
        assertThat(second.ending()).isEqualTo(Outcome.OK);
        assertThat(second.counts())
                .as("of both attempts")
                .isEqualTo(Map.of("created", 1L, "unchanged", 9L, "vanished", 2L));
        assertThat(vanished())
                .as("x was there when the first attempt read, and is not now")
                .containsExactly("c0009", "x");
    }

    private String progress() {
        return database.superuser().withHandle(handle -> handle.createQuery(
                        "SELECT concat_ws(' ', phase, phase_index, phase_count, completed, total, total_estimate, unit)"
                                + " FROM job_run WHERE job_id = :job")
                .bind("job", job)
                .mapTo(String.class)
                .one());
    }

    private void posting(String number, String... codes) {
        change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw)
                VALUES (?, ?, ?, 'fbs', 'delivering', 40, false, false, '\\x00', '{}')""", seller, shop, number);
        for (int line = 0; line < codes.length; line++) {
            change(
                    "INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity) VALUES (?, ?, ?, ?, ?, 1)",
                    seller,
                    shop,
                    number,
                    line + 1,
                    codes[line]);
        }
    }

    private static Offer renamed(Offer offer) {
        return new Offer(
                offer.code(),
                offer.productId(),
                offer.sku(),
                "another name",
                offer.status(),
                offer.archived(),
                offer.onSale(),
                offer.barcodes());
    }
}
