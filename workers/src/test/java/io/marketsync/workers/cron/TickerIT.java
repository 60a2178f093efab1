package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Schema;
import io.marketsync.job.Queue;
import io.marketsync.schedule.CronRoom;
import io.marketsync.schedule.Missed;
import io.marketsync.schedule.Schedule;
import io.marketsync.workers.testing.TestPools;

import static io.marketsync.workers.cron.Nodes.schedule;
import static io.marketsync.workers.cron.Nodes.yearly;
import static org.assertj.core.api.Assertions.assertThat;

/** Schedules of the system: who takes a tick, which ticks run, and what is left when something goes wrong. */
class TickerIT {

    private final Nodes nodes = new Nodes();

    @Test
    void ofNodesThatTickAtOnceOneEnqueuesAndEveryTickIsOneJob() throws Exception {
        List<Ticker> all =
                Stream.generate(() -> nodes.node(yearly(Missed.ONCE))).limit(4).toList();
        Nodes.atTheSameTime(all);
        assertThat(nodes.jobs("test.tick")).as("before its time").isZero();
        for (int round = 1; round <= 25; round++) {
            nodes.due("yearly");
            Nodes.atTheSameTime(all);
            assertThat(nodes.jobs("test.tick")).isEqualTo(round);
        }
        assertThat(nodes.ticks(TickResult.ENQUEUED)).isEqualTo(25);
        assertThat(nodes.ticks(TickResult.FAILED)).isZero();
    }

    @Test
    void theJobOfATickIsCronsAndHasTheArgumentsOfItsSchedule() {
        Ticker node = nodes.node(yearly(Missed.ONCE));
        node.turn();
        nodes.due("yearly");
        node.turn();
        assertThat(nodes.shops.text("SELECT args ->> 'days' || ' ' || requested_by || ' ' || queue FROM job"))
                .isEqualTo("7 cron high");
        assertThat(nodes.shops.text("SELECT lane FROM jobrunr_jobs")).isEqualTo("cron:test.tick:");
        assertThat(
                        nodes.shops.count(
                                "schedule WHERE last_tick_at = date_trunc('year', now() AT TIME ZONE 'utc') AT TIME ZONE 'utc'"
                                        + " AND next_at = last_tick_at + interval '1 year' AND done_until > now() - interval '1 minute'"))
                .isEqualTo(1);
        assertThat(nodes.registry
                        .get("marketsync.job.enqueued")
                        .tags("kind", "test.tick")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"SKIP, 0, skipped", "ONCE, 1, enqueued", "ALL, 3, enqueued"})
    void whatWasMissedRunsAsItsPolicySays(Missed missed, int jobs, String result) {
        Ticker node = nodes.node(hourlyHalfAnHourAgo(missed));
        node.turn();
        nodes.missed("hourly", Duration.ofHours(10));
        node.turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(jobs);
        assertThat(nodes.result("hourly")).isEqualTo(result);
        node.turn();
        assertThat(nodes.jobs("test.tick")).as("nothing twice").isEqualTo(jobs);
    }

    /** No tick of it is younger than 29 minutes. */
    private static Schedule hourlyHalfAnHourAgo(Missed missed) {
        int minute = (Instant.now().atZone(ZoneOffset.UTC).getMinute() + 30) % 60;
        return schedule("hourly", minute + " * * * *", missed);
    }

    @Test
    void aNodeThatDiesBeforeItsCommitLosesNothing() {
        CronRoom death = (handle, queue) -> {
            handle.execute("SELECT pg_terminate_backend(pg_backend_pid())");
            return 1;
        };
        var own = new JdbcTransactions(Database.on(nodes.shops.database.as(Schema.WORKER)));
        Ticker dying = nodes.node(List.of(yearly(Missed.ONCE)), death, own);
        dying.turn();
        nodes.due("yearly");
        dying.turn();
        assertThat(nodes.jobs("test.tick")).isZero();
        assertThat(nodes.ticks(TickResult.FAILED)).isEqualTo(1);
        dying.turn();
        assertThat(nodes.ticks(TickResult.FAILED)).as("left alone for a while").isEqualTo(1);

        nodes.node(yearly(Missed.ONCE)).turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(1);
    }

    @Test
    void whatFailsAfterItsJobsAreStoredStoresNothing() {
        nodes.node(yearly(Missed.ONCE)).turn();
        nodes.due("yearly");
        nodes.shops.change("ALTER TABLE schedule ADD CONSTRAINT refuses CHECK (last_result IS NULL)");
        try {
            nodes.node(yearly(Missed.ONCE)).turn();
            assertThat(nodes.jobs("test.tick")).isZero();
        } finally {
            nodes.shops.change("ALTER TABLE schedule DROP CONSTRAINT refuses");
        }
        nodes.node(yearly(Missed.ONCE)).turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(1);
    }

    @Test
    void aScheduleThatFailsKeepsNoOtherFromTicking() {
        Ticker node = nodes.node(yearly(Missed.ONCE), schedule("broken", "0 0 1 1 *", Missed.ONCE));
        node.turn();
        nodes.shops.change("UPDATE schedule SET expression = 'x' WHERE name = 'broken'");
        nodes.due("yearly");
        nodes.due("broken");
        node.turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(1);
        assertThat(nodes.ticks(TickResult.FAILED)).isEqualTo(1);
    }

    @Test
    void aTickThatDoesNotFitIsNotStoredAndComesAgain() {
        int[] room = {0};
        Ticker node =
                nodes.node((handle, queue) -> queue == Queue.HIGH ? room[0] : 100, hourlyHalfAnHourAgo(Missed.ALL));
        node.turn();
        nodes.missed("hourly", Duration.ofHours(10));
        node.turn();
        assertThat(nodes.jobs("test.tick")).isZero();
        assertThat(nodes.result("hourly")).isEqualTo("shed");
        room[0] = 2;
        again("hourly");
        node.turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(2);
        assertThat(nodes.result("hourly")).isEqualTo("shed");
        again("hourly");
        node.turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(3);
        assertThat(nodes.result("hourly")).isEqualTo("enqueued");
        assertThat(nodes.ticks(TickResult.SHED)).isEqualTo(2);
    }

    @Test
    void aLimitOfNoStartsKeepsEveryTickOut() {
        nodes.shops.change("UPDATE start_limit SET per_minute = 0 WHERE name = 'cron'");
        Ticker node = nodes.node(yearly(Missed.ONCE));
        node.turn();
        nodes.due("yearly");
        node.turn();
        assertThat(nodes.jobs("test.tick")).isZero();
        assertThat(nodes.result("yearly")).isEqualTo("shed");
    }

    /** As its pause of ten seconds goes by. */
    private void again(String name) {
        assertThat(nodes.shops.count(
                        "schedule WHERE name = ? AND next_at BETWEEN now() AND now() + interval '11 seconds'", name))
                .isEqualTo(1);
        nodes.shops.change("UPDATE schedule SET next_at = now() WHERE name = ?", name);
    }

    @Test
    void aPauseSkipsTicksAndAnOperatorMayStillTrigger() {
        Ticker node = nodes.node(yearly(Missed.ALL));
        node.turn();
        asOps("ops_pause(?, 'schedule', 'yearly', 'not now')");
        nodes.due("yearly");
        node.turn();
        assertThat(nodes.jobs("test.tick")).isZero();
        assertThat(nodes.result("yearly")).isEqualTo("skipped");
        assertThat(asOps("ops_trigger_schedule(?, 'yearly')")).isEqualTo("true");
        node.turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(1);
        assertThat(asOps("ops_resume(?, 'schedule', 'yearly')")).isEqualTo("true");
        node.turn();
        assertThat(nodes.jobs("test.tick")).as("what the pause skipped is gone").isEqualTo(1);
    }

    @Test
    void onlySchedulesThatExistArePausedResumedAndTriggered() {
        nodes.node(yearly(Missed.ONCE)).turn();
        nodes.node().turn();
        assertThat(nodes.shops.text("SELECT configured::text FROM schedule")).isEqualTo("false");
        assertThat(asOps("ops_trigger_schedule(?, 'yearly')")).isEqualTo("false");
        assertThat(asOps("ops_trigger_schedule(?, 'weekly')")).isEqualTo("false");
        assertThat(asOps("ops_pause(?, 'schedule', 'weekly', 'x')")).isNull();
        assertThat(asOps("ops_resume(?, 'schedule', 'weekly')")).isNull();
        assertThat(asOps("ops_resume(?, 'schedule', 'yearly')")).isEqualTo("false");
    }

    /** Nobody ticks by the second here: what wakes the node is the notification. */
    @Test
    void aTriggerWakesTheNodes() throws Exception {
        Ticker node = nodes.node(yearly(Missed.ONCE));
        node.turn();
        try (TestPools pools = TestPools.start(nodes.shops.database, Map.of("low", 1), new Quiet("test.tick"))) {
            pools.pools().onTrigger(node::turn);
            long asked = System.nanoTime();
            asOps("ops_trigger_schedule(?, 'yearly')");
            Awaitility.await("the job of the trigger")
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> nodes.jobs("test.tick") == 1);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
        }
        assertThat(nodes.shops.count(
                        "schedule WHERE trigger_asked_at IS NULL AND last_tick_at > now() - interval '1 minute'"))
                .isEqualTo(1);
    }

    @Test
    void aScheduleBeginsWhenItIsConfiguredAndAnewWhenItsExpressionChanges() {
        nodes.node(hourlyHalfAnHourAgo(Missed.ALL)).turn();
        assertThat(nodes.jobs("test.tick")).isZero();
        nodes.missed("hourly", Duration.ofHours(10));
        nodes.node(schedule("hourly", "0 0 1 1 *", Missed.ALL)).turn();
        assertThat(nodes.jobs("test.tick")).as("of another expression").isZero();
        assertThat(nodes.shops.count("schedule WHERE done_until > now() - interval '1 minute' AND next_at > now()"))
                .isEqualTo(1);
        nodes.node().turn();
        nodes.missed("hourly", Duration.ofDays(800));
        nodes.node(schedule("hourly", "0 0 1 1 *", Missed.ALL)).turn();
        assertThat(nodes.jobs("test.tick")).as("while it was not configured").isZero();
    }

    @Test
    void aProcessThatIsStartedAgainKeepsWhatItsScheduleMissed() {
        nodes.node(hourlyHalfAnHourAgo(Missed.ALL)).turn();
        nodes.missed("hourly", Duration.ofHours(10));
        nodes.node(hourlyHalfAnHourAgo(Missed.ALL)).turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(3);
    }

    @Test
    void aKindThatThisVersionDoesNotKnowIsLeftToOthers() {
        Ticker older = nodes.node(yearly(Missed.ONCE));
        older.turn();
        nodes.due("yearly");
        nodes.shops.change("UPDATE schedule SET kind = 'test.future'");
        older.turn();
        assertThat(nodes.jobs("test.future")).isZero();
        assertThat(nodes.ticks(TickResult.FAILED)).isZero();
        nodes.shops.change("UPDATE schedule SET kind = 'test.tick'");
        older.turn();
        assertThat(nodes.jobs("test.tick")).isEqualTo(1);
    }

    private String asOps(String function) {
        UUID token = UUID.randomUUID();
        nodes.shops.change("""
                INSERT INTO api_token (id, role, sha256, label, expires_at)
                VALUES (?, 'ops', sha256(?::text::bytea), 'test', now() + interval '1 day')""", token, token);
        return nodes.shops.database.api().forSystem(handle -> handle.select("SELECT (" + function + ")::text", token)
                .mapTo(String.class)
                .one());
    }
}
