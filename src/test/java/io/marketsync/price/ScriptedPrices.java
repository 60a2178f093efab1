package io.marketsync.price;

import java.time.Duration;
import java.util.Optional;

import io.marketsync.push.ItemError;
import io.marketsync.push.ScriptedWriter;
import io.marketsync.shop.ShopAccess;

/** A marketplace of prices that does as a test says, and takes ten of an offer in an hour. */
public final class ScriptedPrices extends ScriptedWriter<String, PriceItem, Price> implements PriceWriter {

    Optional<String> currency = Optional.of("RUB");
    int currencyCalls;

    public ScriptedPrices() {
        super(1000, PriceItem::offer, PriceItem::price);
    }

    @Override
    public Pace pace() {
        return new Pace(10, Duration.ofHours(1));
    }

    @Override
    public PriceRules rules() {
        throw new AssertionError("a script has no rules");
    }

    @Override
    public Optional<ItemError> objection(PriceItem item) {
        return super.objection(item);
    }

    @Override
    public Optional<String> currency(ShopAccess shop) {
        currencyCalls++;
        return currency;
    }
}
