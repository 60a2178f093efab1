package io.marketsync.api.price;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.marketsync.api.push.ItemsOf;
import io.marketsync.price.Objection;
import io.marketsync.price.Price;
import io.marketsync.price.PriceGuards;
import io.marketsync.price.SaidPrice;

/** What a request says of the prices of offers. Amounts are texts: no reader may round them. */
final class PriceItems extends ItemsOf<PriceUpdatesRequest.Item, String, SaidPrice> {

    static final int MOST_DIGITS = 10;

    /** Anything that looks like a number: a better word follows for those that are none of ours. */
    private static final String NUMBER = "-?[0-9]{1,20}(\\.[0-9]{1,20})?";

    private static final String CURRENCY = "[A-Z]{3}";

    private final String shopCurrency;
    private final Function<Price, Optional<Objection>> rules;

    /**
     * @param shopCurrency null while nobody knows
     * @param rules of the marketplace
     */
    PriceItems(List<PriceUpdatesRequest.Item> items, String shopCurrency, Function<Price, Optional<Objection>> rules) {
        this.shopCurrency = shopCurrency;
        this.rules = rules;
        read(items);
    }

    @Override
    protected String key(SaidPrice said) {
        return said.offer();
    }

    @Override
    protected SaidPrice value(int index, PriceUpdatesRequest.Item item) {
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

    /** It is below the minimum price that was said before. */
    void belowMinimum(int index, BigDecimal least) {
        PriceGuards.belowMinimum(value(index).price().price(), least).ifPresent(said -> refuse(index, said));
    }

    private void refuse(int index, Objection objection) {
        refuse(index, "/" + objection.member(), objection.code(), objection.arguments());
    }

    private boolean amount(int index, String member, String text) {
        if (text == null) {
            return true;
        }
        if (!text.matches(NUMBER)) {
            return refuse(index, member, "PATTERN", Map.of("regexp", PriceUpdatesRequest.AMOUNT));
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
