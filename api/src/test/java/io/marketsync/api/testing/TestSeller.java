package io.marketsync.api.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.simulator.label.LabelPdf;

/** A seller with a token and with what a test gives it: {@code aSeller().withShop()}. */
public final class TestSeller {

    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private final UUID id = IDS.generate();
    private final List<UUID> shops = new ArrayList<>();
    private final Caller caller;

    private TestSeller() {
        Rows.run("INSERT INTO seller (id, name) VALUES (?, 'Test seller')", id);
        caller = Caller.with(Tokens.seller(id));
    }

    public static TestSeller aSeller() {
        return new TestSeller();
    }

    /** A shop whose sealed key opens with nothing. */
    public TestSeller withShop() {
        UUID shop = IDS.generate();
        Rows.run("""
                INSERT INTO shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint)
                VALUES (?, ?, 'ozon', 'Test shop', ?, '\\x00', '\\x00', 'hint')""", shop, id, shop.toString());
        shops.add(shop);
        return this;
    }

    /** More than a test would make one by one; they are not among {@link #shop(int)}. */
    public TestSeller withManyShops(int count) {
        Rows.run("""
                INSERT INTO shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint)
                SELECT gen_random_uuid(), ?, 'ozon', 'One of many', 'many-' || n, '\\x00', '\\x00', 'hint'
                FROM generate_series(1, ?) n""", id, count);
        // As autovacuum does: a key's check that was planned for a table of two rows reads all ten thousand each time.
        Rows.run("ANALYZE shop");
        return this;
    }

    public void withoutManyShops() {
        for (String table : List.of("jobrunr_jobs", "job")) {
            Rows.run("DELETE FROM " + table + " WHERE seller_id = ?", id);
        }
        Rows.run("DELETE FROM shop WHERE seller_id = ? AND client_id LIKE 'many-%'", id);
    }

    public TestSeller withRejectedKey() {
        Rows.run("""
                UPDATE shop SET attention = 'key_rejected', attention_since = now(), attention_note = 'The key has expired.'
                WHERE id = ?""", shop());
        Rows.run("INSERT INTO pause (scope, name, cause) SELECT 'shop', ?, 'key'", shop().toString());
        return this;
    }

    /** In the first shop. */
    public TestSeller withPosting(String number, String inProcessAt) {
        Rows.run("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at,
                    currency, total, content_hash, raw)
                VALUES (?, ?, ?, 'fbs', 'awaiting_packaging', 1, false, false, ?::timestamptz, 'RUB', 1299.5, '\\x00', '{}')""", id, shop(), number, inProcessAt);
        return this;
    }

    /** Of a posting of the first shop; its only page says the number. */
    public TestSeller withLabel(String number) {
        byte[] pdf = LabelPdf.of(List.of(List.of(number)));
        Rows.run("""
                INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at, stored_at, size, sha256)
                VALUES (?, ?, ?, 'stored', now(), now() + interval '30 days', now(), ?, sha256(?))""", id, shop(), number, pdf.length, pdf);
        Rows.run(
                "INSERT INTO label_file (seller_id, shop_id, number, pdf) VALUES (?, ?, ?, ?)",
                id,
                shop(),
                number,
                pdf);
        return this;
    }

    /** Of a posting of the first shop, that is not stored. */
    public TestSeller withLabelIn(String state, String number) {
        Rows.run("""
                INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at, error_code, error)
                VALUES (?, ?, ?, ?, now(), now() + interval '30 days', 'NOT_READY', 'It is asked again.')""", id, shop(), number, state);
        return this;
    }

    /** Of the posting of this number in the first shop. */
    public TestSeller withLine(String number, int lineNo, String offer) {
        Rows.run("""
                INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, sku, name, quantity, price, currency)
                VALUES (?, ?, ?, ?, ?, 148313766, 'Tea', 2, 649.75, 'RUB')""", id, shop(), number, lineNo, offer);
        return this;
    }

    /** In the first shop; its product has a number that no other offer has. */
    public TestSeller withOffer(String code) {
        Rows.run("""
                INSERT INTO offer (id, seller_id, shop_id, code, product_id, sku, name, status, on_sale, barcodes)
                VALUES (gen_random_uuid(), ?, ?, ?, abs(hashtextextended(?, 0)) + 1, 148313766, 'Tea', 'price_sent', true,
                    '{4600000000017}')""", id, shop(), code, code);
        return this;
    }

    /** Of the first shop. */
    public TestSeller withWarehouse(String code, boolean active) {
        Rows.run("""
                INSERT INTO warehouse (seller_id, shop_id, code, name, status, active, seen_at)
                VALUES (?, ?, ?, 'Склад', ?, ?, now())""", id, shop(), code, active ? "created" : "disabled", active);
        return this;
    }

    public UUID id() {
        return id;
    }

    public UUID shop() {
        return shops.get(0);
    }

    public UUID shop(int index) {
        return shops.get(index);
    }

    public String shopId() {
        return PublicId.SHOP.of(shop());
    }

    public String syncsPath() {
        return "/api/v1/shops/" + shopId() + "/syncs";
    }

    public String syncsPath(int shop) {
        return "/api/v1/shops/" + PublicId.SHOP.of(shop(shop)) + "/syncs";
    }

    public Caller calls() {
        return caller;
    }

    public Reply get(String target) {
        return caller.get(target);
    }

    public Reply startsASync() {
        return caller.post(syncsPath(), "{\"kind\":\"orders.pull\"}");
    }
}
