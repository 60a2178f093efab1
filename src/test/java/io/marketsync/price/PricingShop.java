package io.marketsync.price;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.push.PushShop;
import io.marketsync.shop.Adapters;
import io.marketsync.testing.KeyedShops;

/** A shop with a running price.push, a marketplace that follows a script, and eyes on what is stored. */
class PricingShop extends PushShop {

    /** Its members are what the product reads from its configuration. */
    record Guard(double loweringDepth, double loweringShare, int loweringLeast) implements PriceConfig {}

    final PriceStore prices = new PriceStore();
    final PriceSettingStore settings = new PriceSettingStore();
    final ScriptedPrices marketplace = new ScriptedPrices();
    Guard guard = new Guard(0.3, 0.3, 20);

    static Price roubles(String price) {
        return price(price, "0", null, "RUB");
    }

    static Price price(String price, String old, String minimum, String currency) {
        return new Price(
                new BigDecimal(price), new BigDecimal(old), minimum == null ? null : new BigDecimal(minimum), currency);
    }

    /** As a seller says it, without a version. */
    void say(String offer, String price) {
        say(new SaidPrice(offer, roubles(price), null));
    }

    SaidPrice.End say(SaidPrice said) {
        return database.api()
                .forSeller(seller, handle -> prices.put(handle, seller, shop, List.of(said), null))
                .get(said.offer())
                .end();
    }

    /** The first {@code count} of the offers o000, o001 and so on, with one statement. */
    void sayMany(int count, String price) {
        List<SaidPrice> said = IntStream.range(0, count)
                .mapToObj(i -> new SaidPrice("o%03d".formatted(i), roubles(price), null))
                .toList();
        database.api().forSeller(seller, handle -> prices.put(handle, seller, shop, said, null));
    }

    @Override
    protected NewJob job(JobTarget of) {
        return PushPrices.of(of, null);
    }

    @Override
    protected Ending handle(Attempt attempt) throws InterruptedException {
        return new PushPrices(new Adapters<>(List.of(marketplace)), KeyedShops.keys(), prices, settings, guard)
                .run(attempt, new PushPrices.Args());
    }

    @Override
    protected void pass(Duration time) {
        double seconds = time.toSeconds();
        change("""
                UPDATE price SET changed_at = changed_at - make_interval(secs => ?), paced_until = paced_until - make_interval(secs => ?),
                    next_try_at = next_try_at - make_interval(secs => ?), fell_at = fell_at - make_interval(secs => ?),
                    sends = ARRAY(SELECT at - make_interval(secs => ?) FROM unnest(sends) AS u (at) ORDER BY at)
                WHERE shop_id = ?""", seconds, seconds, seconds, seconds, seconds, shop);
        change(
                "UPDATE price_setting SET currency_read_at = currency_read_at - make_interval(secs => ?) WHERE shop_id = ?",
                seconds,
                shop);
    }

    /** Price, sent, confirmed, class and code of the error of an offer; ? for null. */
    String stored(String offer) {
        return text("""
                SELECT concat_ws(' ', price, coalesce(sent_price::text, '?'), coalesce(confirmed_price::text, '?'), error_class, error_code)
                FROM price WHERE shop_id = ? AND offer_code = ?""", shop, offer);
    }

    /** How many prices of an offer count within the marketplace's hour. */
    int sends(String offer) {
        return Integer.parseInt(
                text("SELECT cardinality(sends) FROM price WHERE shop_id = ? AND offer_code = ?", shop, offer));
    }
}
