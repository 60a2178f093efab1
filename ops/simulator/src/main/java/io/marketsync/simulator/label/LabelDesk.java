package io.marketsync.simulator.label;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.marketsync.simulator.market.Market;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.world.Dice;
import io.marketsync.simulator.world.Phase;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Scheme;

/**
 * Where labels are printed, for all shops. A task is pending when it is first looked at, then in progress, and completed after so many
 * looks, or when so much time has passed on the world's clock, whichever comes first. Printed files lie at an address that needs no key.
 */
public final class LabelDesk {

    static final int MOST_POSTINGS = 20;

    /** The marketplace knows of a shipment only a while after it. */
    static final Duration SETTLING = Duration.ofSeconds(45);

    /** The oldest tasks go first. */
    private static final int MOST_TASKS = 100_000;

    /** Looks until a task is completed, the one that sees it included; and the time that has the same effect. */
    public record Pace(int looks, Duration time) {}

    private final long seed;
    private final Market market;
    private final Map<Long, Integer> looks = new HashMap<>();
    private final Map<String, LabelTask> files = new ConcurrentHashMap<>();
    private final Map<Long, LabelTask> tasks = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, LabelTask> eldest) {
            boolean full = size() > MOST_TASKS;
            if (full) {
                looks.remove(eldest.getKey());
                files.remove(eldest.getValue().file());
            }
            return full;
        }
    };
    private final Set<String> spoiled = ConcurrentHashMap.newKeySet();
    private final Map<String, String> unprinted = new ConcurrentHashMap<>();
    private volatile Pace pace = new Pace(3, Duration.ofSeconds(10));
    private volatile boolean nameless;
    private volatile URI address = URI.create("http://127.0.0.1");
    private final AtomicLong filesGiven = new AtomicLong();
    private long created;

    public LabelDesk(long seed, Market market) {
        this.seed = seed;
        this.market = market;
    }

    public void pace(Pace other) {
        pace = other;
    }

    /** Where printed files are said to lie, without a slash at the end. */
    public void address(URI other) {
        address = other;
    }

    /** From now on a task with this posting ends as an error, as a whole. */
    public void spoil(String posting) {
        spoiled.add(posting);
    }

    /** From now on this posting is left out of what is printed. */
    public void leaveOut(String posting, String message) {
        unprinted.put(posting, message);
    }

    /** Whether pages show no posting number that could be read. */
    public void nameless(boolean pages) {
        nameless = pages;
    }

    /** Everything that was scripted is over; tasks stay. */
    public void behave() {
        spoiled.clear();
        unprinted.clear();
        nameless = false;
    }

    /** Tasks that were ever created. */
    public synchronized long created() {
        return created;
    }

    /** Files that were ever asked for and given. */
    public long filesGiven() {
        return filesGiven.get();
    }

    synchronized LabelTask create(String clientId, List<String> postings, Instant now) {
        created++;
        Dice dice = Dice.of(seed, created, 'l');
        LabelTask task = new LabelTask(
                7_000_000 + created,
                clientId,
                List.copyOf(postings),
                now,
                new UUID(dice.nextLong(), dice.nextLong()).toString());
        tasks.put(task.id(), task);
        return task;
    }

    synchronized Optional<LabelTask> find(String clientId, long id) {
        return Optional.ofNullable(tasks.get(id)).filter(task -> task.clientId().equals(clientId));
    }

    /** Looks at a task, which brings it on. */
    synchronized String status(LabelTask task, Instant now) {
        int look = looks.merge(task.id(), 1, Integer::sum);
        if (look < pace.looks() && now.isBefore(task.createdAt().plus(pace.time()))) {
            return look == 1 ? "pending" : "in_progress";
        }
        if (task.postings().stream().anyMatch(spoiled::contains)) {
            return "error";
        }
        files.put(task.file(), task);
        return "completed";
    }

    URI url(LabelTask task) {
        return URI.create(address + "/files/" + task.file() + ".pdf");
    }

    /** Why a posting of a task is not printed; empty when it is. */
    Optional<String> unprinted(Shop shop, String posting, Instant now) {
        String scripted = unprinted.get(posting);
        if (scripted != null) {
            return Optional.of(scripted);
        }
        return ready(shop, posting, now) ? Optional.empty() : Optional.of("Posting is not ready for printing");
    }

    /** Packed long enough ago, and not on its way yet. */
    static boolean ready(Shop shop, String posting, Instant now) {
        return shop.postings()
                .find(posting, now)
                .filter(found -> found.scheme() == Scheme.FBS)
                .filter(found -> found.phaseAt(now).status().equals(Phase.PACKED.status()))
                .filter(found ->
                        !found.timeline().lastChangedAt(now).plus(SETTLING).isAfter(now))
                .isPresent();
    }

    /** Who may read the file of this name, and what it is; empty when nothing was printed under it. */
    public Optional<Printed> file(String name, Instant now) {
        Optional<LabelTask> printed = Optional.ofNullable(files.get(name));
        printed.ifPresent(given -> filesGiven.incrementAndGet());
        return printed.map(task -> new Printed(task.clientId(), pdf(task, now)));
    }

    /** @param clientId whose it is */
    public record Printed(String clientId, byte[] pdf) {}

    private byte[] pdf(LabelTask task, Instant now) {
        Shop shop = market.shop(task.clientId());
        return LabelPdf.of(task.postings().stream()
                .filter(posting -> unprinted(shop, posting, now).isEmpty())
                .map(posting -> page(shop, posting, now))
                .toList());
    }

    private List<String> page(Shop shop, String posting, Instant now) {
        Posting found = shop.postings().find(posting, now).orElseThrow();
        long id = found.number().id();
        return nameless
                ? List.of("FBS", "Buyer " + id)
                : List.of("FBS", posting, "%101%" + id, "Buyer " + id + " (see the box)");
    }
}
