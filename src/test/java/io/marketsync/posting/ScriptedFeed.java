package io.marketsync.posting;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.ShopAccess;

/** A marketplace that says what a test tells it to, and remembers what it was asked. */
public final class ScriptedFeed implements OrderFeed {

    public static final Feed BORN = new Feed("born", Feed.Mode.BORN);
    public static final Feed CHANGED = new Feed("changed", Feed.Mode.CHANGED);
    public static final Feed SWEEP = new Feed("sweep", Feed.Mode.SWEEP);
    public static final Feed OPEN = new Feed("open", Feed.Mode.OPEN);

    public record Asked(Feed feed, Window window, String cursor) {}

    public final List<Asked> asked = new ArrayList<>();
    private final Map<Feed, List<List<Posting>>> pages = new HashMap<>();
    public final List<String> askedByNumber = new ArrayList<>();
    private final Map<String, Posting> byNumber = new HashMap<>();
    private final Map<String, RuntimeException> broken = new HashMap<>();
    private JobFailure failure;
    private int failingPage = -1;
    private boolean endless;

    @SafeVarargs
    public final ScriptedFeed with(Feed feed, List<Posting>... pages) {
        this.pages.put(feed, List.of(pages));
        return this;
    }

    public ScriptedFeed withByNumber(Posting posting) {
        byNumber.put(posting.number(), posting);
        return this;
    }

    /** Null mends it. */
    public ScriptedFeed failingFor(String number, RuntimeException failure) {
        if (failure == null) {
            broken.remove(number);
        } else {
            broken.put(number, failure);
        }
        return this;
    }

    /** Counted over all feeds, from 0. */
    public ScriptedFeed failingAtPage(int page, JobFailure failure) {
        this.failingPage = page;
        this.failure = failure;
        return this;
    }

    public ScriptedFeed endless() {
        this.endless = true;
        return this;
    }

    public List<Window> windowsOf(Feed feed) {
        return asked.stream()
                .filter(ask -> ask.feed.equals(feed))
                .map(Asked::window)
                .toList();
    }

    @Override
    public String marketplace() {
        return "ozon";
    }

    @Override
    public List<Feed> feeds() {
        return List.of(BORN, CHANGED, SWEEP, OPEN);
    }

    @Override
    public PostingPage page(ShopAccess shop, Feed feed, Window window, String cursor) {
        if (asked.size() == failingPage) {
            throw failure;
        }
        asked.add(new Asked(feed, window, cursor));
        if (endless) {
            return new PostingPage(List.of(), Optional.of(cursor + "x"));
        }
        List<List<Posting>> feedPages = pages.getOrDefault(feed, List.of(List.of()));
        int page = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
        Optional<String> next = page + 1 < feedPages.size() ? Optional.of(String.valueOf(page + 1)) : Optional.empty();
        return new PostingPage(feedPages.get(page), next);
    }

    @Override
    public Posting byNumber(ShopAccess shop, Scheme scheme, String number) {
        askedByNumber.add(number);
        if (broken.containsKey(number)) {
            throw broken.get(number);
        }
        if (!byNumber.containsKey(number)) {
            throw new JobFailure(Reason.REJECTED, "There is no such posting.");
        }
        return byNumber.get(number);
    }

    public static Posting posting(String number, Stage stage, Instant inProcessAt) {
        return posting(number, stage, inProcessAt, 1);
    }

    public static Posting posting(String number, Stage stage, Instant inProcessAt, int lines) {
        List<PostingLine> content = new ArrayList<>();
        for (int line = 1; line <= lines; line++) {
            content.add(new PostingLine(
                    line, "OFFER-" + line, 1000L + line, "Чайник «Уют» 茶壶", 2, new BigDecimal("10.50"), "RUB"));
        }
        return new Posting(
                number,
                Scheme.FBS,
                stage.name().toLowerCase(Locale.ROOT),
                null,
                stage,
                "order-" + number,
                null,
                inProcessAt,
                null,
                null,
                "22142605386000",
                null,
                content,
                "{\"posting_number\":\"" + number + "\"}");
    }

    /** Two units of OFFER-1 whose goods left then; null when they have not. */
    public static Posting left(String number, Stage stage, Instant born, Instant leftAt) {
        Posting here = posting(number, stage, born);
        return new Posting(
                number,
                here.scheme(),
                here.status(),
                null,
                stage,
                here.orderNumber(),
                null,
                born,
                null,
                null,
                here.warehouseCode(),
                leftAt,
                here.lines(),
                here.raw());
    }

    /** What a split leaves, or what goes on elsewhere. */
    public static Posting part(String number, String parent, Stage stage, int quantity) {
        Posting whole = posting(number, stage, null);
        PostingLine line = whole.lines().getFirst();
        return new Posting(
                number,
                whole.scheme(),
                whole.status(),
                null,
                stage,
                whole.orderNumber(),
                parent,
                Instant.parse("2026-11-20T05:00:00Z"),
                null,
                null,
                whole.warehouseCode(),
                null,
                List.of(new PostingLine(
                        1, line.offerCode(), line.sku(), line.name(), quantity, line.price(), line.currency())),
                whole.raw());
    }
}
