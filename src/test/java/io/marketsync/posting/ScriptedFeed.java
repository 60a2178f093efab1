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
final class ScriptedFeed implements OrderFeed {

    static final Feed BORN = new Feed("born", Feed.Mode.BORN);
    static final Feed CHANGED = new Feed("changed", Feed.Mode.CHANGED);
    static final Feed SWEEP = new Feed("sweep", Feed.Mode.SWEEP);

    record Asked(Feed feed, Window window, String cursor) {}

    final List<Asked> asked = new ArrayList<>();
    private final Map<Feed, List<List<Posting>>> pages = new HashMap<>();
    private final Map<String, Posting> byNumber = new HashMap<>();
    private JobFailure failure;
    private int failingPage = -1;
    private boolean endless;

    @SafeVarargs
    final ScriptedFeed with(Feed feed, List<Posting>... pages) {
        this.pages.put(feed, List.of(pages));
        return this;
    }

    ScriptedFeed withByNumber(Posting posting) {
        byNumber.put(posting.number(), posting);
        return this;
    }

    /** Counted over all feeds, from 0. */
    ScriptedFeed failingAtPage(int page, JobFailure failure) {
        this.failingPage = page;
        this.failure = failure;
        return this;
    }

    ScriptedFeed endless() {
        this.endless = true;
        return this;
    }

    List<Window> windowsOf(Feed feed) {
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
        return List.of(BORN, CHANGED, SWEEP);
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
        if (!byNumber.containsKey(number)) {
            throw new JobFailure(Reason.REJECTED, "There is no such posting.");
        }
        return byNumber.get(number);
    }

    static Posting posting(String number, Stage stage, Instant inProcessAt) {
        return posting(number, stage, inProcessAt, 1);
    }

    static Posting posting(String number, Stage stage, Instant inProcessAt, int lines) {
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
}
