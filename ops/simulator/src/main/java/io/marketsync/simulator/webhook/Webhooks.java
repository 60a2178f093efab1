package io.marketsync.simulator.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.market.Market;
import io.marketsync.simulator.world.Dice;
import io.marketsync.simulator.world.WorldClock;

/**
 * Tells subscribers what happens in their shops, late, twice, in another order or not at all as they wish, and again after growing
 * pauses when they do not answer. One thread looks every {@link #LOOK} from the first subscription on; {@link #close} ends it. What waits
 * is bounded: beyond it happenings are given up.
 */
public final class Webhooks implements AutoCloseable {

    static final int MOST_WAITING = 10_000;
    static final int MOST_ATTEMPTS = 8;

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private record Delivery(Subscription to, String body, long due, long turn, int attempt) {}

    private final long seed;
    private final Market market;
    private final WorldClock clock;
    private final WebhookCalls calls = new WebhookCalls();
    private final Map<String, Subscription> subscriptions = new ConcurrentSkipListMap<>();
    private final PriorityQueue<Delivery> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Delivery::due).thenComparingLong(Delivery::turn));
    private final AtomicInteger size = new AtomicInteger();
    private final Semaphore stop = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("webhooks").unstarted(this::run);
    private boolean started;
    private long turns;

    public Webhooks(long seed, Market market, WorldClock clock) {
        this.seed = seed;
        this.market = market;
        this.clock = clock;
    }

    /** What happens from now on. Refuses an address elsewhere, and one that does not answer a ping. */
    public void subscribe(String clientId, String url, DeliveryFaults faults) {
        market.shop(clientId);
        Subscription subscription = new Subscription(clientId, WebhookCalls.url(url), faults, clock.now());
        calls.ping(subscription.url, clock.now());
        subscriptions.put(clientId, subscription);
        synchronized (this) {
            if (!started) {
                started = true;
                thread.start();
            }
        }
    }

    public void unsubscribe(String clientId) {
        subscriptions.remove(clientId);
    }

    public void unsubscribeAll() {
        subscriptions.clear();
    }

    public JsonNode list() {
        return subscriptions.values().stream()
                .map(one -> Json.object()
                        .put("clientId", one.clientId)
                        .put("url", one.url.toString())
                        .put("happened", one.happened.get())
                        .put("lost", one.lost.get())
                        .put("duplicated", one.duplicated.get())
                        .put("delivered", one.delivered.get())
                        .put("refused", one.refused.get())
                        .put("givenUp", one.givenUp.get())
                        .put("waiting", size.get()))
                .collect(Json.toArray());
    }

    /** Looks what has happened and sends what is due; the thread does it again and again, and a test when it likes. */
    public synchronized void turn() throws InterruptedException {
        waiting.removeIf(delivery -> subscriptions.get(delivery.to.clientId) != delivery.to);
        for (Subscription subscription : subscriptions.values()) {
            look(subscription);
        }
        for (Delivery next = waiting.peek(); next != null && next.due <= clock.ticks(); next = waiting.peek()) {
            deliver(waiting.poll());
        }
        size.set(waiting.size());
    }

    private void look(Subscription subscription) {
        Instant now = clock.now();
        if (!now.isAfter(subscription.reached)) {
            subscription.reached = now; // the clock was set back: what happens again is told again
            return;
        }
        List<Happening> happened =
                new ArrayList<>(Happening.between(market.shop(subscription.clientId), subscription.reached, now));
        subscription.reached = now;
        subscription.happened.addAndGet(happened.size());
        List<Happening> repeated = new ArrayList<>();
        happened.removeIf(one -> isLost(subscription, one));
        for (int i = 0; i < happened.size(); i++) {
            Dice dice = dice(happened.get(i), 'd');
            if (dice.chance(subscription.faults.duplicate())) {
                repeated.add(happened.get(i));
            }
            if (i + 1 < happened.size() && dice.chance(subscription.faults.reorder())) {
                Collections.swap(happened, i, i + 1);
            }
        }
        subscription.duplicated.addAndGet(repeated.size());
        happened.addAll(repeated);
        happened.forEach(one -> await(subscription, one));
    }

    private boolean isLost(Subscription subscription, Happening happening) {
        boolean lost = dice(happening, 'l').chance(subscription.faults.loss());
        if (lost) {
            subscription.lost.incrementAndGet();
        }
        return lost;
    }

    private void await(Subscription subscription, Happening happening) {
        int delay =
                subscription.faults.delayMs() == 0 ? 0 : dice(happening, 't').between(0, subscription.faults.delayMs());
        await(new Delivery(
                subscription,
                happening.body(subscription.clientId),
                clock.ticks() + TimeUnit.MILLISECONDS.toNanos(delay),
                turns++,
                1));
    }

    private void await(Delivery delivery) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(delivery);
        } else {
            delivery.to.givenUp.incrementAndGet();
        }
    }

    private void deliver(Delivery delivery) throws InterruptedException {
        if (calls.accepts(delivery.to.url, delivery.body)) {
            delivery.to.delivered.incrementAndGet();
            return;
        }
        delivery.to.refused.incrementAndGet();
        if (delivery.attempt == MOST_ATTEMPTS) {
            delivery.to.givenUp.incrementAndGet();
            return;
        }
        long pause = Math.min(FIRST_PAUSE.toNanos() << (delivery.attempt - 1), LONGEST_PAUSE.toNanos());
        await(new Delivery(delivery.to, delivery.body, clock.ticks() + pause, turns++, delivery.attempt + 1));
    }

    private Dice dice(Happening happening, char of) {
        return Dice.of(seed, happening.posting().number().id(), happening.index(), of);
    }

    private void run() {
        try {
            while (!stop.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                turn();
            }
        } catch (InterruptedException stopped) {
            // closed while it called somebody
        }
    }

    @Override
    public void close() {
        stop.release();
        thread.interrupt();
        calls.close();
    }
}
