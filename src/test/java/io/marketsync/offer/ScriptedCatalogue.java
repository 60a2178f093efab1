package io.marketsync.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.marketsync.failure.JobFailure;
import io.marketsync.shop.ShopAccess;

/** A marketplace that says what a test tells it to, and remembers what it was asked. */
final class ScriptedCatalogue implements CatalogueFeed {

    /** Codes that were asked for, call by call. */
    final List<List<String>> asked = new ArrayList<>();

    private List<List<Offer>> pages = List.of(List.of());
    private List<Offer> known = List.of();
    private Runnable beforeLastPage = () -> {};
    private JobFailure failure;
    private int failingPage = -1;
    private List<String> cursors;

    @SafeVarargs
    final ScriptedCatalogue with(List<Offer>... pages) {
        this.pages = List.of(pages);
        this.cursors = null;
        return this;
    }

    /** Found by their code, and on no page. */
    ScriptedCatalogue withHidden(Offer... offers) {
        known = List.of(offers);
        return this;
    }

    /** From 0. */
    ScriptedCatalogue failingAtPage(int page, JobFailure failure) {
        this.failingPage = page;
        this.failure = failure;
        return this;
    }

    ScriptedCatalogue beforeLastPage(Runnable what) {
        beforeLastPage = what;
        return this;
    }

    /** Each page leads to the next of these, whatever it has. */
    ScriptedCatalogue leadingTo(String... next) {
        cursors = new ArrayList<>(List.of(next));
        return this;
    }

    @Override
    public String marketplace() {
        return "ozon";
    }

    @Override
    public OfferPage page(ShopAccess shop, String cursor) {
        if (cursors != null) {
            return new OfferPage(pages.getFirst(), Optional.of(cursors.removeFirst()));
        }
        int page = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
        if (page == failingPage) {
            throw failure;
        }
        if (page + 1 == pages.size()) {
            beforeLastPage.run();
        }
        return new OfferPage(
                pages.get(page), page + 1 < pages.size() ? Optional.of(String.valueOf(page + 1)) : Optional.empty());
    }

    @Override
    public List<Offer> byCode(ShopAccess shop, List<String> codes) {
        asked.add(List.copyOf(codes));
        return known.stream().filter(offer -> codes.contains(offer.code())).toList();
    }

    static Offer offer(String code, long product) {
        return new Offer(
                code,
                product,
                1_000_000 + product,
                "Чайник «Уют» 茶壶",
                "price_sent",
                false,
                true,
                List.of("OZN" + product));
    }

    static Offer archived(String code, long product) {
        Offer living = offer(code, product);
        return new Offer(code, product, living.sku(), living.name(), living.status(), true, false, living.barcodes());
    }

    static List<Offer> offers(int from, int size) {
        return IntStream.range(from, from + size)
                .mapToObj(i -> offer("c%04d".formatted(i), i + 1))
                .toList();
    }
}
