package io.marketsync.marketplace.ozon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.posting.Feed;
import io.marketsync.posting.OrderFeed;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingPage;
import io.marketsync.posting.Scheme;
import io.marketsync.posting.Window;
import io.marketsync.shop.ShopAccess;

/**
 * Postings from the Ozon Seller API: {@code /v4/posting/fbs/list} by birth and by last change, {@code /v3/posting/fbo/list} by
 * birth only, because that list has no filter for changes, and {@code /v4/posting/fbs/unfulfilled/list}, because "notifications of new
 * orders may arrive late" (Ozon's section on push notifications).
 */
public final class OzonOrders implements OrderFeed {

    private static final Feed FBS_NEW = new Feed("fbs.new", Feed.Mode.BORN);
    private static final Feed FBS_CHANGED = new Feed("fbs.changed", Feed.Mode.CHANGED);
    private static final Feed FBS_OPEN = new Feed("fbs.open", Feed.Mode.OPEN);
    private static final Feed FBO = new Feed("fbo", Feed.Mode.SWEEP);

    static final String FBS_LIST = "/v4/posting/fbs/list";
    static final String FBS_OPEN_LIST = "/v4/posting/fbs/unfulfilled/list";
    static final String FBS_GET = "/v3/posting/fbs/get";
    static final String FBO_LIST = "/v3/posting/fbo/list";
    static final String FBO_GET = "/v2/posting/fbo/get";

    private static final int PAGE = 100;

    /** since and to are required and at most a year apart; a day is left for clocks that run ahead. */
    private static final Duration WIDEST = Duration.ofDays(363);

    private final OzonClient client;
    private final Clock clock;

    public OzonOrders(OzonClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public List<Feed> feeds() {
        return List.of(FBS_NEW, FBS_CHANGED, FBS_OPEN, FBO);
    }

    @Override
    public PostingPage page(ShopAccess shop, Feed feed, Window window, String cursor) throws InterruptedException {
        Scheme scheme = feed.equals(FBO) ? Scheme.FBO : Scheme.FBS;
        JsonNode answer = client.call(shop, list(feed), "orders", listRequest(feed, window, cursor));
        return new PostingPage(postings(answer, scheme), next(answer));
    }

    @Override
    public Posting byNumber(ShopAccess shop, Scheme scheme, String number) throws InterruptedException {
        String path = scheme == Scheme.FBO ? FBO_GET : FBS_GET;
        ObjectNode request = object().put("posting_number", number);
        JsonNode posting = client.call(shop, path, "order", request).path("result");
        if (!posting.isObject()) {
            throw OzonPosting.garbled("no posting in the answer");
        }
        Posting read = OzonPosting.read(posting, scheme);
        if (!read.number().equals(number)) {
            throw OzonPosting.garbled("another posting than was asked for");
        }
        return read;
    }

    private static String list(Feed feed) {
        if (feed.equals(FBO)) {
            return FBO_LIST;
        }
        return feed.equals(FBS_OPEN) ? FBS_OPEN_LIST : FBS_LIST;
    }

    private ObjectNode listRequest(Feed feed, Window window, String cursor) {
        ObjectNode request = object().put("limit", PAGE).put("cursor", cursor).put("sort_dir", "ASC");
        ObjectNode filter = request.putObject("filter");
        if (feed.equals(FBS_CHANGED)) {
            put(filter, "since", "to", new Window(clock.instant().minus(WIDEST), window.to()));
            put(filter.putObject("last_changed_status_date"), "from", "to", window);
        } else if (feed.equals(FBS_OPEN)) {
            put(filter, "cutoff_from", "cutoff_to", notWider(window));
        } else {
            put(filter, "since", "to", notWider(window));
        }
        request.putObject("with").put("analytics_data", true).put("financial_data", true);
        return request;
    }

    /** A feed that was not read for a year has lost what is older: Ozon does not list it any more. */
    private static Window notWider(Window window) {
        Instant earliest = window.to().minus(WIDEST);
        return window.from().isBefore(earliest) ? new Window(earliest, window.to()) : window;
    }

    private static void put(ObjectNode filter, String from, String to, Window window) {
        filter.put(from, second(window.from()).toString())
                .put(to, lastSecond(window.to()).toString());
    }

    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant lastSecond(Instant instant) {
        Instant second = second(instant);
        return second.equals(instant) ? second : second.plusSeconds(1);
    }

    /** Each number once, the last one counting: a page that repeats a posting must not fail its upsert. */
    private static List<Posting> postings(JsonNode answer, Scheme scheme) {
        JsonNode postings = answer.path("postings");
        if (!postings.isArray()) {
            throw OzonPosting.garbled("no postings in the answer");
        }
        Map<String, Posting> byNumber = new LinkedHashMap<>();
        for (JsonNode node : postings) {
            Posting posting = OzonPosting.read(node, scheme);
            byNumber.put(posting.number(), posting);
        }
        return List.copyOf(byNumber.values());
    }

    private static Optional<String> next(JsonNode answer) {
        switch (answer.path("has_next").asText()) {
            case "true" -> {}
            case "false" -> {
                return Optional.empty();
            }
            default -> throw OzonPosting.garbled("no word on whether more follows");
        }
        String cursor = answer.path("cursor").asText("");
        if (cursor.isEmpty()) {
            throw OzonPosting.garbled("more pages, but no cursor");
        }
        return Optional.of(cursor);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
