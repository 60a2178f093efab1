package io.marketsync.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

import io.marketsync.simulator.access.KeyRing;
import io.marketsync.simulator.admin.AdminApi;
import io.marketsync.simulator.fault.FaultPlan;
import io.marketsync.simulator.http.HttpFront;
import io.marketsync.simulator.http.OzonApi;
import io.marketsync.simulator.http.OzonApi.Parts;
import io.marketsync.simulator.http.PrintedFiles;
import io.marketsync.simulator.label.LabelDesk;
import io.marketsync.simulator.limit.CallLog;
import io.marketsync.simulator.limit.LimitSettings;
import io.marketsync.simulator.limit.RateLimits;
import io.marketsync.simulator.market.Market;
import io.marketsync.simulator.webhook.Webhooks;
import io.marketsync.simulator.world.Demand;
import io.marketsync.simulator.world.Profiles;
import io.marketsync.simulator.world.ShopProfile;
import io.marketsync.simulator.world.TimeSource;
import io.marketsync.simulator.world.WorldClock;

/**
 * The simulated marketplace: a server of its own, for a process of its own or inside a test. Its world is a pure function of
 * configuration and time, and of the stock that is pushed when buyers look at it; what clients and the admin change lives in memory
 * and ends with it.
 */
public final class Simulator implements AutoCloseable {

    private static final int BAD_USAGE = 2;

    private final Parts parts;
    private final HttpFront front;

    private Simulator(Parts parts, HttpFront front) {
        this.parts = parts;
        this.front = front;
    }

    public static Simulator start(SimulatorConfig config) {
        return start(config, TimeSource.system());
    }

    /** With a real time that the caller moves; rate limits follow it. */
    public static Simulator start(SimulatorConfig config, TimeSource real) {
        Parts parts = parts(config, real);
        try {
            HttpFront front = new HttpFront(config.port(), System.err);
            front.serve("/", new OzonApi(parts)::answer);
            front.serve("/admin", new AdminApi(parts)::answer);
            front.serve(PrintedFiles.PREFIX, new PrintedFiles(parts.labels(), parts.faults(), parts.clock())::answer);
            front.start();
            Simulator simulator = new Simulator(parts, front);
            parts.labels().address(simulator.uri());
            return simulator;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + config.port(), e);
        }
    }

    public int port() {
        return front.port();
    }

    /** Without a slash at the end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public WorldClock clock() {
        return parts.clock();
    }

    public FaultPlan faults() {
        return parts.faults();
    }

    public KeyRing keys() {
        return parts.keys();
    }

    public RateLimits limits() {
        return parts.limits();
    }

    public CallLog calls() {
        return parts.calls();
    }

    public Market market() {
        return parts.market();
    }

    public Webhooks webhooks() {
        return parts.webhooks();
    }

    public LabelDesk labels() {
        return parts.labels();
    }

    @Override
    public void close() {
        parts.webhooks().close();
        front.close();
    }

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(CommandLine.USAGE);
            return;
        }
        try {
            Simulator simulator = start(CommandLine.parse(arguments));
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "shutdown"));
            System.out.println("simulator listening on " + simulator.uri());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(CommandLine.USAGE);
            System.exit(BAD_USAGE);
        } catch (UncheckedIOException e) {
            System.err.println(e.getMessage() + ": " + e.getCause().getMessage());
            System.exit(1);
        }
    }

    private static Parts parts(SimulatorConfig config, TimeSource real) {
        WorldClock clock = new WorldClock(real);
        Instant epoch = config.epoch() != null
                ? config.epoch()
                : real.now().truncatedTo(ChronoUnit.DAYS).minus(Demand.HISTORY);
        List<ShopProfile> profiles = Profiles.of(config.seed(), config.sellers(), config.shopsPerSeller());
        Demand demand = new Demand(epoch, config.postings(), config.buyers());
        KeyRing keys = new KeyRing(config.seed());
        Instant keysEnd = epoch.plus(Demand.HISTORY).plus(KeyRing.LIFETIME);
        profiles.forEach(shop -> keys.issue(shop.clientId(), keysEnd));
        Market market = new Market(config.seed(), profiles, config.products(), demand);
        return new Parts(
                market,
                clock,
                keys,
                new RateLimits(LimitSettings.ozon(config.limitDivisor()), clock::ticks),
                new FaultPlan(config.seed()),
                new CallLog(real),
                new Webhooks(config.seed(), market, clock),
                new LabelDesk(config.seed(), market));
    }
}
