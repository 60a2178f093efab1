package io.marketsync.standalone;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.awaitility.Awaitility;

import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.stock.Pair;
import io.marketsync.simulator.stock.StockLedger.Levels;
import io.marketsync.simulator.world.Hold;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Scheme;
import io.marketsync.simulator.world.Warehouse;
import io.marketsync.simulator.world.WorldClock;

/**
 * A seller's warehouse and the system that counts it: what really lies there, whatever the product or the marketplace think. It
 * tells the product what it counts, and knows at the end what could be sold and what was sold without being there.
 */
final class TradingShop {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(2);
    private static final int MOST_ROWS = 1_000;
    private static final int NEVER_OFFERED = 999_999;

    /** Goods are written off only where so many are free: what is sold meanwhile was there. */
    private static final int PLENTY = 20;

    /** Units that came in, or were written off when negative. */
    private record Delivery(Instant at, int units) {}

    /** What a row of the seller's system says of a pair. */
    private record Row(String offer, long warehouse, long onHand, int safety, Instant countedAt) {}

    /** What the marketplace sold of a pair: units that lie there still, and units that have left. */
    private record Sold(int held, int gone) {

        static final Sold NOTHING = new Sold(0, 0);

        Sold and(Hold hold, Instant at) {
            int units = hold.line().quantity();
            if (hold.activeAt(at)) {
                return new Sold(held + units, gone);
            }
            boolean left = !hold.until().isAfter(at) && !hold.released();
            return left ? new Sold(held, gone + units) : this;
        }
    }

    final DemoShop demo;
    final Shop market;
    private final WorldClock clock;
    private final Random dice;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<Pair, List<Delivery>> deliveries = new HashMap<>();
    private final Set<Pair> offSale = Collections.synchronizedSet(new HashSet<>());
    private final Map<String, Row> unsellable = new TreeMap<>();
    private final Map<String, String> said = new HashMap<>();
    private volatile long changes;

    TradingShop(DemoShop demo, Shop market, WorldClock clock, Random dice) {
        this.demo = demo;
        this.market = market;
        this.clock = clock;
        this.dice = dice;
        List<Warehouse> warehouses = market.profile().warehouses();
        for (Product product : market.catalogue().products()) {
            for (Warehouse warehouse : warehouses) {
                if (product.onSale() && warehouse.active()) {
                    pairs.add(new Pair(product, warehouse.id()));
                } else if (unsellable.size() < 20) {
                    unsellable(product.offerId(), warehouse.id());
                }
            }
        }
        unsellable("nobody sells this", warehouses.getFirst().id());
    }

    /** How many rows it has said so far that said something else than before. */
    long changes() {
        return changes;
    }

    int pairs() {
        return pairs.size();
    }

    /** The first count, of everything; goods that are sold and have not left lie there. Some rows name what cannot be sold. */
    void open() {
        Instant now = clock.now();
        Map<Pair, Sold> sold = sold(now);
        List<Row> rows = new ArrayList<>(unsellable.values());
        for (Pair pair : pairs) {
            Sold already = sold.getOrDefault(pair, Sold.NOTHING);
            deliveries.put(
                    pair,
                    new ArrayList<>(List.of(
                            new Delivery(Instant.MIN, 6 + dice.nextInt(20) + already.held() + already.gone()))));
            rows.add(row(pair, already, now));
        }
        for (int from = 0; from < rows.size(); from += MOST_ROWS) {
            say(rows.subList(from, Math.min(rows.size(), from + MOST_ROWS)));
        }
    }

    /** So many pairs change, or are counted anew, and one row in a hundred is again of what cannot be sold. */
    void trade(int most) {
        Instant now = clock.now();
        Map<Pair, Sold> sold = sold(now);
        List<Pair> some = new ArrayList<>(pairs);
        Collections.shuffle(some, dice);
        List<Row> rows = new ArrayList<>();
        for (Pair pair : some.subList(0, Math.min(most, some.size()))) {
            Sold already = sold.getOrDefault(pair, Sold.NOTHING);
            change(pair, units(pair, now) - already.held() - already.gone(), now);
            rows.add(row(pair, already, now));
        }
        if (dice.nextInt(100) < most) {
            rows.addAll(unsellable.values().stream().limit(1).toList());
        }
        say(rows);
    }

    private void change(Pair pair, int free, Instant now) {
        int what = dice.nextInt(100);
        if (what < 2 && offSale.add(pair)) {
            return;
        }
        if (what < 40) {
            offSale.remove(pair);
        }
        if (free < 3 && what < 60) {
            deliveries.get(pair).add(new Delivery(now, 1 + dice.nextInt(30)));
        } else if (free >= PLENTY && what < 50) {
            deliveries.get(pair).add(new Delivery(now, -1 - dice.nextInt(3)));
        } else if (what < 50) {
            deliveries.get(pair).add(new Delivery(now, 1 + dice.nextInt(3)));
        }
    }

    private Row row(Pair pair, Sold sold, Instant now) {
        return new Row(
                pair.product().offerId(),
                pair.warehouseId(),
                units(pair, now) - sold.gone(),
                offSale.contains(pair) ? NEVER_OFFERED : 0,
                now);
    }

    private int units(Pair pair, Instant at) {
        return deliveries.get(pair).stream()
                .filter(delivery -> !delivery.at().isAfter(at))
                .mapToInt(Delivery::units)
                .sum();
    }

    /** What a system does whose server is away for a moment: it says the same again. */
    private void say(List<Row> rows) {
        ObjectNode request = JSON.createObjectNode().put("shop", demo.shop);
        ArrayNode items = request.putArray("items");
        for (Row row : rows) {
            items.addObject()
                    .put("offer", row.offer())
                    .put("warehouse", String.valueOf(row.warehouse()))
                    .put("onHand", row.onHand())
                    .put("safetyStock", row.safety())
                    .put("countedAt", row.countedAt().toString());
        }
        UUID key = UUID.randomUUID();
        JsonNode answer = Awaitility.await("the api takes the stock of " + demo.clientId)
                .atMost(LONGEST_OUTAGE)
                .pollInterval(Duration.ofMillis(500))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> demo.api.postAs(key, "/api/v1/stock-updates", "application/json", request.toString()),
                        said -> true);
        if (answer.path("summary").path("accepted").asInt() != rows.size()) {
            throw new AssertionError("not all rows are accepted: " + answer.path("summary"));
        }
        changes += rows.stream().filter(this::isNew).count();
    }

    private boolean isNew(Row row) {
        String now = row.onHand() + " " + row.safety();
        return !now.equals(said.put(row.offer() + " " + row.warehouse(), now));
    }

    private void unsellable(String offer, long warehouse) {
        Instant now = clock.now();
        unsellable.put(offer + " " + warehouse, new Row(offer, warehouse, 5, 0, now));
    }

    private Map<Pair, Sold> sold(Instant at) {
        Map<Pair, Sold> sold = new HashMap<>();
        holds(at).forEach((pair, holds) -> {
            Sold sum = Sold.NOTHING;
            for (Hold hold : holds) {
                sum = sum.and(hold, at);
            }
            sold.put(pair, sum);
        });
        return sold;
    }

    private Map<Pair, List<Hold>> holds(Instant at) {
        Map<Pair, List<Hold>> holds = new HashMap<>();
        market.postings()
                .visibleAt(at)
                .filter(posting -> posting.scheme() == Scheme.FBS)
                .forEach(posting -> {
                    for (Hold hold : Hold.of(posting)) {
                        if (hold.line().product().index() != Product.DELETED) {
                            Pair pair = new Pair(
                                    hold.line().product(), posting.warehouse().id());
                            holds.computeIfAbsent(pair, any -> new ArrayList<>())
                                    .add(hold);
                        }
                    }
                });
        return holds;
    }

    /** Units that were sold and were not there, at the worst moment of each pair; one line a pair. */
    Map<String, Integer> oversold(Instant until) {
        record Move(Instant at, int order, int units) {}
        Map<Pair, List<Hold>> holds = holds(until);
        Map<String, Integer> oversold = new TreeMap<>();
        for (Pair pair : pairs) {
            List<Move> moves = new ArrayList<>();
            deliveries.get(pair).forEach(delivery -> moves.add(new Move(delivery.at(), 0, delivery.units())));
            for (Hold hold : holds.getOrDefault(pair, List.of())) {
                moves.add(new Move(hold.from(), 2, -hold.line().quantity()));
                if (hold.released() && !hold.until().isAfter(until)) {
                    moves.add(new Move(hold.until(), 1, hold.line().quantity()));
                }
            }
            moves.sort(Comparator.comparing(Move::at).thenComparing(Move::order));
            int there = 0;
            int least = 0;
            for (Move move : moves) {
                there += move.units();
                least = Math.min(least, there);
            }
            if (least < 0) {
                oversold.put(name(pair), -least);
            }
        }
        return oversold;
    }

    /** Pairs that the product does not have right, one line each: it, the marketplace and the warehouse disagree, or it is unsettled. */
    List<String> wrongPairs() throws Exception {
        Instant now = clock.now();
        Map<Pair, Sold> sold = sold(now);
        Levels there = market.stocks().at(now);
        Map<String, JsonNode> stored = levels();
        List<String> wrong = new ArrayList<>();
        for (Pair pair : pairs) {
            Sold already = sold.getOrDefault(pair, Sold.NOTHING);
            int free = units(pair, now) - already.held() - already.gone();
            long expected = offSale.contains(pair) ? 0 : Math.max(0, free);
            JsonNode level = stored.get(name(pair));
            boolean right = level != null
                    && level.path("state").asText().equals("synced")
                    && level.path("available").asLong() == expected
                    && there.of(pair).free() == expected;
            if (!right) {
                wrong.add(demo.clientId + ": " + name(pair) + " is to have " + expected + ", has "
                        + there.of(pair).free() + ", stored " + level);
            }
        }
        return wrong;
    }

    /** What cannot be sold and is not listed with its error, and what is listed though it can. */
    List<String> unaccounted() throws Exception {
        Set<String> refused = new TreeSet<>();
        levels().forEach((name, level) -> {
            if (isRefused(level)) {
                refused.add(name);
            }
        });
        Set<String> wrong = new TreeSet<>(refused);
        wrong.removeAll(unsellable.keySet());
        unsellable.keySet().stream().filter(name -> !refused.contains(name)).forEach(wrong::add);
        return wrong.stream().map(name -> demo.clientId + ": " + name).toList();
    }

    /** Pairs that the marketplace has neither been told nor refused; those that no page lists are missing. */
    List<String> unsettled() throws Exception {
        Map<String, JsonNode> levels = levels();
        List<String> open = new ArrayList<>();
        for (Pair pair : pairs) {
            JsonNode level = levels.get(name(pair));
            if (level == null || !level.path("state").asText().equals("synced")) {
                open.add(name(pair) + ": " + level);
            }
        }
        for (String name : unsellable.keySet()) {
            JsonNode level = levels.get(name);
            if (level == null || !isRefused(level)) {
                open.add(name + ": " + level);
            }
        }
        return open;
    }

    /** Operations that were given up because of a mistake in the product. */
    List<JsonNode> faultsOfOurs() throws Exception {
        List<JsonNode> faults = new ArrayList<>();
        demo.api
                .get("/api/v1/operations?status=dead&limit=100&shop=" + demo.shop)
                .path("items")
                .forEach(operation -> {
                    if (operation.path("error").path("reason").asText().equals("bug")) {
                        faults.add(operation);
                    }
                });
        return faults;
    }

    private static boolean isRefused(JsonNode level) {
        String state = level.path("state").asText();
        boolean named = !level.path("error").path("code").asText().isBlank();
        return named && (state.equals("quarantined") || state.equals("refused"));
    }

    long cancellations(Instant until) {
        return market.postings()
                .visibleAt(until)
                .filter(posting -> posting.phaseAt(until).cancelled())
                .count();
    }

    long placed(Instant since, Instant until) {
        return market.postings().placedBetween(since, until, until).size();
    }

    private Map<String, JsonNode> levels() throws Exception {
        Map<String, JsonNode> levels = new HashMap<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = demo.api.get("/api/v1/shops/" + demo.shop + "/stock-levels?limit=100"
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items")
                    .forEach(level -> levels.put(
                            level.path("offer").asText() + " "
                                    + level.path("warehouse").asText(),
                            level));
            cursor = page.path("hasMore").asBoolean() ? page.path("nextCursor").asText() : null;
        }
        return levels;
    }

    /** Of a system that has ended, and was not to. */
    static void rethrow(Future<?> ended) {
        throw new AssertionError("a seller's system has ended", ended.exceptionNow());
    }

    private static String name(Pair pair) {
        return pair.product().offerId() + " " + pair.warehouseId();
    }
}
