package io.marketsync.price;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

import org.jdbi.v3.core.Handle;

import io.marketsync.push.ItemsOf;

/** What a seller says of the prices of offers, judged item by item. Amounts are texts: no reader may round them. */
public final class PriceItems extends ItemsOf<PriceUpdate, String, SaidPrice> {

    /** How an amount is written. */
    public static final String AMOUNT = "[0-9]{1,10}(\\.[0-9]{1,2})?";

    private static final int MOST_DIGITS = 10;

    /** Anything that looks like a number: a better word follows for those that are none of ours. */
    private static final String NUMBER = "-?[0-9]{1,20}(\\.[0-9]{1,20})?";

    private static final String CURRENCY = "[A-Z]{3}";

    private final String shopCurrency;
    private final Function<Price, Optional<Objection>> rules;

    /**
     * @param shopCurrency null while nobody knows
     * @param rules of the marketplace
     */
    public PriceItems(
            List<PriceUpdate> items,
            IntFunction<String> place,
            String shopCurrency,
            Function<Price, Optional<Objection>> rules) {
        super(place);
        this.shopCurrency = shopCurrency;
        this.rules = rules;
        read(items);
    }

    /**
     * Stores what nothing is wrong with; what is not the last word on its offer, or below the minimum price that stands, is refused.
     *
     * @param saidAt as {@link PriceStore#put} has it
     */
    public void store(Handle handle, UUID seller, UUID shop, PriceStore prices, Instant saidAt) {
        if (values().isEmpty()) {
            return;
        }
        Map<String, PriceStore.Put> ends = prices.put(handle, seller, shop, List.copyOf(values().values()), saidAt);
        values().forEach((index, said) -> {
            PriceStore.Put put = ends.get(said.offer());
            switch (put.end()) {
                case TAKEN -> {}
                case OLDER -> older(index);
                case SAID_LATER -> saidLater(index);
                case BELOW_MINIMUM ->
                    PriceGuards.belowMinimum(said.price().price(), put.least())
                            .ifPresentOrElse(objection -> refuse(index, objection), () -> older(index));
            }
        });
    }

    @Override
    protected String key(SaidPrice said) {
        return said.offer();
    }

    @Override
    protected SaidPrice value(int index, PriceUpdate item) {
        boolean good = present(index, "", item)
                && code(index, "/offer", item.offer())
                && present(index, "/price", item.price())
                && amount(index, "/price", item.price())
                && amount(index, "/oldPrice", item.oldPrice())
                && amount(index, "/minimumPrice", item.minimumPrice())
                && currency(index, item.currency())
                && version(index, item.version());
        if (!good) {
            return null;
        }
        Price price = new Price(
                new BigDecimal(item.price()),
                item.oldPrice() == null ? BigDecimal.ZERO : new BigDecimal(item.oldPrice()),
                item.minimumPrice() == null ? null : new BigDecimal(item.minimumPrice()),
                item.currency());
        Optional<Objection> objection =
                PriceGuards.objection(price, shopCurrency).or(() -> rules.apply(price));
        objection.ifPresent(said -> refuse(index, said));
        return objection.isPresent() ? null : new SaidPrice(item.offer(), price, item.version());
    }

    private void refuse(int index, Objection objection) {
        refuse(index, "/" + objection.member(), objection.code(), objection.arguments());
    }

    private boolean amount(int index, String member, String text) {
        if (text == null) {
            return true;
        }
        if (!text.matches(NUMBER)) {
            return refuse(index, member, "PATTERN", Map.of("regexp", AMOUNT));
        }
        BigDecimal amount = new BigDecimal(text);
        if (amount.signum() < 0) {
            return member.equals("/price")
                    ? refuse(index, member, "POSITIVE", Map.of())
                    : refuse(index, member, "POSITIVE_OR_ZERO", Map.of());
        }
        BigDecimal bare = amount.stripTrailingZeros();
        return bare.scale() <= Price.DECIMALS && bare.precision() - bare.scale() <= MOST_DIGITS
                || refuse(index, member, "DIGITS", Map.of("integer", MOST_DIGITS, "fraction", Price.DECIMALS));
    }

    private boolean currency(int index, String currency) {
        return present(index, "/currency", currency)
                && (currency.matches(CURRENCY) || refuse(index, "/currency", "PATTERN", Map.of("regexp", CURRENCY)));
    }
}
