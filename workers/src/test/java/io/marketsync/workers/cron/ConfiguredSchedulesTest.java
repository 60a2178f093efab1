package io.marketsync.workers.cron;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.cleanup.CleanUp;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.label.FetchLabels;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.posting.PullOrders;
import io.marketsync.price.PushPrices;
import io.marketsync.schedule.Missed;
import io.marketsync.schedule.Schedule;
import io.marketsync.shop.CheckShop;
import io.marketsync.stats.RollUpStats;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ReconcileStock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Schedules as a process reads them when it starts. */
class ConfiguredSchedulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Kinds KINDS = new Kinds(List.of(new Quiet("test.tick"), new Quiet("test.pull")));

    private final Map<String, String> properties = new HashMap<>(Map.of(
            "marketsync.schedules.\"nightly.tick\".kind", "test.tick",
            "marketsync.schedules.\"nightly.tick\".cron", "30 2 * * *",
            "marketsync.schedules.\"nightly.tick\".zone", "Europe/Berlin",
            "marketsync.schedules.\"nightly.tick\".missed", "all",
            "marketsync.schedules.\"nightly.tick\".missed-limit", "3",
            "marketsync.schedules.\"nightly.tick\".args", "{\"days\":7}",
            "marketsync.schedules.pull.kind", "test.pull",
            "marketsync.schedules.pull.cron", "*/10 * * * * *",
            "marketsync.schedules.pull.every", "PT5M"));

    @Test
    void theyAreReadInTheOrderOfTheirNames() {
        List<Schedule> schedules = configured();
        assertThat(schedules).extracting(Schedule::name).containsExactly("nightly.tick", "pull");
        Schedule nightly = schedules.getFirst();
        assertThat(nightly.expression()).isEqualTo("30 2 * * *");
        assertThat(nightly.zone()).isEqualTo("Europe/Berlin");
        assertThat(nightly.missed()).isEqualTo(Missed.ALL);
        assertThat(nightly.missedLimit()).isEqualTo(3);
        assertThat(nightly.args()).isEqualTo("{\"days\":7}");
        assertThat(nightly.every()).isEmpty();
        Schedule pull = schedules.getLast();
        assertThat(pull.every()).contains(Duration.ofMinutes(5));
        assertThat(pull.zone()).isEqualTo("UTC");
        assertThat(pull.missed()).isEqualTo(Missed.ONCE);
    }

    @Test
    void oneThatIsNotEnabledIsNotThere() {
        properties.put("marketsync.schedules.pull.enabled", "false");
        properties.put("marketsync.schedules.enabled", "false");
        assertThat(config().enabled()).isFalse();
        assertThat(configured()).extracting(Schedule::name).containsExactly("nightly.tick");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pull.kind | orders.push | kinds are [test.pull, test.tick]",
                "pull.cron | */10 * * | is no cron expression",
                "pull.cron | 61 * * * * | is no cron expression",
                "pull.cron | 0 0 31 2 * | never ticks",
                "pull.zone | Europe/Atlantis | Europe/Atlantis is no time zone",
                "pull.missed | sometimes | must be skip, once or all",
                "pull.missed | all | a look at the shops makes up for earlier ones",
                "pull.every | PT30S | must be whole seconds from PT1M",
                "pull.every | P8D | must be whole seconds from PT1M",
                "pull.args | [] | are no arguments of test.pull",
                "pull.args | {\"shop\":1} | are no arguments of test.pull",
                "\"nightly.tick\".missed-limit | 0 | must be 1 to 100",
                "\"nightly.tick\".missed-limit | 101 | must be 1 to 100"
            })
    void aBadOneStopsTheStartAndNamesItsProperty(String property, String value, String because) {
        String name = "marketsync.schedules." + property;
        properties.put(name, value);
        assertThatThrownBy(this::configured)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name)
                .hasMessageContaining(because);
    }

    @Test
    void namesAreStoredAndPartOfAddressesSoTheyArePlain() {
        properties.put("marketsync.schedules.\"Nightly Tick\".kind", "test.tick");
        properties.put("marketsync.schedules.\"Nightly Tick\".cron", "* * * * *");
        assertThatThrownBy(this::configured).hasMessageStartingWith("marketsync.schedules.\"Nightly Tick\" is no name");
    }

    @Test
    void twoSchedulesDoNotKeepTheSameShopsFresh() {
        properties.put("marketsync.schedules.again.kind", "test.pull");
        properties.put("marketsync.schedules.again.cron", "* * * * *");
        properties.put("marketsync.schedules.again.every", "PT1H");
        assertThatThrownBy(this::configured).hasMessageContaining("which again keeps fresh");
    }

    @Test
    void whatShipsPullsEachShopsOrdersEveryFiveMinutesItsCatalogueHourlyChecksItsKeyDailyAndCleansUpAtNight()
            throws IOException {
        properties.clear();
        Properties shipped = new Properties();
        try (InputStream file = SchedulesConfig.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            shipped.load(file);
        }
        shipped.stringPropertyNames().stream()
                .filter(name -> name.startsWith("marketsync.schedules."))
                .forEach(name -> properties.put(name, shipped.getProperty(name)));
        assertThat(properties).isNotEmpty();
        List<Kind<?>> ticked = new ArrayList<>(CleanUp.KINDS);
        ticked.addAll(List.of(
                PullOrders.KIND,
                SyncCatalogue.KIND,
                CheckShop.KIND,
                PushStock.KIND,
                ReconcileStock.KIND,
                PushPrices.KIND,
                RollUpStats.KIND,
                FetchLabels.KIND));
        List<Schedule> schedules = ConfiguredSchedules.of(
                config(),
                new Kinds(ticked.stream().map(kind -> new Quiet(kind.name())).toList()),
                NOW);
        assertThat(schedules)
                .filteredOn(schedule -> schedule.every().isEmpty())
                .as("of the system, at night")
                .allMatch(schedule -> schedule.expression().matches("\\d+ 2 \\* \\* \\*"))
                .extracting(Schedule::kind)
                .containsExactlyInAnyOrderElementsOf(
                        CleanUp.KINDS.stream().map(Kind::name).toList());
        assertThat(schedules)
                .filteredOn(schedule -> schedule.every().isPresent())
                .extracting(Schedule::name, Schedule::kind, schedule -> schedule.every()
                        .orElseThrow())
                .containsExactlyInAnyOrder(
                        tuple("orders", "orders.pull", Duration.ofMinutes(5)),
                        tuple("catalogue", "catalog.sync", Duration.ofHours(1)),
                        tuple("stats", "stats.rollup", Duration.ofHours(24)),
                        tuple("stock", "stock.push", Duration.ofMinutes(15)),
                        tuple("reconcile", "stock.reconcile", Duration.ofHours(1)),
                        tuple("prices", "price.push", Duration.ofMinutes(15)),
                        tuple("labels", "labels.fetch", Duration.ofMinutes(5)),
                        tuple("keys", "shop.check", Duration.ofHours(24)));
    }

    private List<Schedule> configured() {
        return ConfiguredSchedules.of(config(), KINDS, NOW);
    }

    private SchedulesConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(SchedulesConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(SchedulesConfig.class);
    }
}
