package io.marketsync.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.marketsync.bench.contender.BenchServer;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.measure.BacklogDrain;
import io.marketsync.bench.measure.DrainRate;
import io.marketsync.bench.measure.EnqueueRate;
import io.marketsync.bench.measure.Fairness;
import io.marketsync.bench.measure.LimiterCost;
import io.marketsync.bench.measure.PacedWait;
import io.marketsync.bench.measure.Recovery;
import io.marketsync.bench.measure.StartLatency;

/**
 * {@code ops/dev/bench engine [NAME ...]}: our engine beside JobRunr as it comes, on the same server in the same run. Prints one
 * table.
 */
public final class Engine {

    static final List<Measurement> MEASUREMENTS = List.of(
            new StartLatency(),
            new DrainRate(),
            new EnqueueRate(),
            new PacedWait(),
            new Fairness(),
            new Recovery(),
            new LimiterCost(),
            new BacklogDrain("backlog-10k", 10_000),
            new BacklogDrain("backlog-200k", 200_000),
            new BacklogDrain("backlog-1m", 1_000_000));

    private final Contender ours;
    private final Contender stock;
    private final Table table;

    private Engine(Contender ours, Contender stock) {
        this.ours = ours;
        this.stock = stock;
        this.table = new Table(ours.name(), stock.name());
    }

    public static void main(String[] names) throws Exception {
        List<Measurement> asked = asked(names);
        if (asked.isEmpty()) {
            System.err.println("Measurements: "
                    + String.join(
                            ", ", MEASUREMENTS.stream().map(Measurement::name).toList()));
            System.exit(2);
        }
        try (BenchServer server = BenchServer.start();
                Contender ours = server.ours();
                Contender stock = server.stock()) {
            String facts = Machine.facts(ours);
            Engine engine = new Engine(ours, stock);
            asked.forEach(engine::run);
            Report.print(
                    facts,
                    engine.table.text(),
                    "Ratio above 1: ours is better. Waits are from before the enqueueing to the handler.",
                    ours.name() + ": " + ours.note() + ".",
                    stock.name() + ": " + stock.note() + ".");
        }
        System.exit(0); // a measurement that was abandoned may have threads that do not end
    }

    /** All without a name; none when one is unknown. */
    static List<Measurement> asked(String... names) {
        List<Measurement> found = MEASUREMENTS.stream()
                .filter(measurement -> names.length == 0 || Arrays.asList(names).contains(measurement.name()))
                .toList();
        return names.length == 0 || found.size() == names.length ? found : List.of();
    }

    private void run(Measurement measurement) {
        for (Contender contender : List.of(ours, stock)) {
            long start = System.nanoTime();
            System.err.printf(Locale.ROOT, "%-16s %-6s", measurement.name(), contender.name());
            String remark = outcome(measurement, contender);
            if (!remark.isEmpty()) {
                table.remark(measurement.name(), contender.name(), remark);
            }
            System.err.printf(
                    Locale.ROOT,
                    " %6.1f s %s%n",
                    (System.nanoTime() - start) / 1e9,
                    remark.isEmpty() ? "done" : remark);
        }
    }

    private String outcome(Measurement measurement, Contender contender) {
        Figures figures = table.figures(measurement.name(), contender.name());
        try {
            contender.clear();
            contender.checkpoint();
            return Bounded.run(measurement.limit(), () -> measurement.measure(contender, figures))
                    ? ""
                    : "abandoned after " + seconds(measurement.limit());
        } catch (Exception failed) {
            failed.printStackTrace();
            return "failed";
        }
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
