package io.marketsync.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.JobNotFoundException;
import org.jobrunr.storage.navigation.AmountRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.db.Schema;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.Origin;
import io.marketsync.job.StoredJob;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whoever can write jobrunr_jobs stops no queue and runs no code in a worker: hostile rows are put aside, good ones served. */
class HostileRowsIT {

    private static final AmountRequest MANY = new AmountRequest("updatedAt:ASC", 500);
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(1));

    private final TestDatabase database = TestDatabase.shared();
    private final TestStorage storage = new TestStorage(database);
    private final Backlog backlog = new Backlog();
    private UUID seller;

    @BeforeEach
    void setUp() {
        seller = database.seller("Hostile seller");
    }

    @AfterEach
    void noCanarySang() {
        backlog.close();
        assertThat(Canaries.SUNG).isEmpty();
        database.superuser().useHandle(handle -> handle.execute("TRUNCATE jobrunr_recurring_jobs"));
    }

    @Test
    void theClaimServesGoodRowsAndPutsThoseWithoutAJobOfOursAside() {
        UUID first = enqueue();
        Map<UUID, String> hostile = hostileBesides(first);
        UUID good = enqueue();
        assertThat(claimAll()).containsExactlyInAnyOrder(first, good);
        assertQuarantined(hostile);
    }

    @Test
    void aRowThatLiesAboutItsJobIsPutAside() {
        UUID otherKind = enqueue();
        UUID otherSeller = enqueue();
        backlog.change("UPDATE jobrunr_jobs SET kind = 'test.push' WHERE id = ?", otherKind);
        backlog.change("UPDATE jobrunr_jobs SET seller_id = ? WHERE id = ?", database.seller("Victim"), otherSeller);
        assertThat(claimAll()).isEmpty();
        assertQuarantined(Map.of(otherKind, "kind", otherSeller, "seller"));
    }

    @Test
    void whatTheJsonOfARowSaysIsNotWhatRuns() {
        UUID job = enqueue();
        backlog.change(
                "UPDATE jobrunr_jobs SET jobasjson = ?",
                "{\"className\":\"" + HostileJson.PLAIN + "\",\"methodName\":\"call\"}");
        assertThat(claimAll()).containsExactly(job);
    }

    @ParameterizedTest
    @EnumSource(
            value = StateName.class,
            names = {"ENQUEUED", "SCHEDULED", "PROCESSING"})
    void theListsShowGoodRowsAndPutHostileOnesAside(StateName state) {
        UUID first = inState(state);
        Map<UUID, String> hostile = hostileBesides(first);
        assertThat(storage.storage.getJobList(state, MANY))
                .extracting(Job::getId)
                .containsExactly(first);
        assertQuarantined(hostile);
    }

    @Test
    void jobRunrsSearchForOrphansAndOldJobsReadsNoRow() {
        UUID running = inState(StateName.PROCESSING);
        Map<UUID, String> hostile = hostileBesides(running);
        Map<String, Long> before = states(hostile);
        assertThat(storage.storage.getJobList(StateName.PROCESSING, LATER, MANY))
                .isEmpty();
        assertThat(storage.storage.deleteJobsPermanently(StateName.PROCESSING, LATER))
                .isZero();
        assertThat(states(hostile)).isEqualTo(before);
    }

    @Test
    void scheduledJobsThatAreDueAreGoodOnes() {
        UUID good = inState(StateName.SCHEDULED);
        Map<UUID, String> hostile = hostileBesides(good);
        assertThat(storage.storage.getScheduledJobs(LATER, MANY))
                .extracting(Job::getId)
                .containsExactly(good);
        assertQuarantined(hostile);
    }

    @Test
    void aRowThatLiesAboutItsStateIsPutAside() {
        UUID liar = enqueue();
        backlog.change("UPDATE jobrunr_jobs SET jobasjson = jobasjson || ',[\"D\",1,\"x\"]' WHERE id = ?", liar);
        assertThat(storage.storage.getJobList(StateName.ENQUEUED, MANY)).isEmpty();
        assertQuarantined(Map.of(liar, "state"));
    }

    @Test
    void aHostileRowAskedForByItsIdDoesNotExist() {
        Map<UUID, String> hostile = hostileBesides(enqueue());
        hostile.forEach((id, name) -> assertThatThrownBy(() -> storage.storage.getJobById(id))
                .as(name)
                .isInstanceOf(JobNotFoundException.class));
        assertQuarantined(hostile);
    }

    @Test
    void whoMayOnlyReadLeavesHostileRowsOutAndWritesNothing() {
        QueueStorage readOnly = new QueueStorage(database.as(Schema.API), HostileRows.LEFT_OUT);
        readOnly.setJobMapper(storage.mapper);
        UUID good = enqueue();
        Map<UUID, String> hostile = hostileBesides(good);
        assertThat(readOnly.getJobList(StateName.ENQUEUED, MANY))
                .extracting(Job::getId)
                .containsExactly(good);
        assertThat(states(hostile)).containsOnly(Map.entry("ENQUEUED", (long) hostile.size()));
    }

    @Test
    void whatIsPutAsideIsGoneFromEveryLaterRead() {
        hostileBesides(enqueue());
        claimAll();
        assertThat(claimAll()).isEmpty();
        assertThat(storage.storage.getJobList(StateName.ENQUEUED, MANY)).isEmpty();
    }

    @Test
    void aRecurringJobSomebodyWroteIsNeitherReadNorRun() {
        database.superuser()
                .useHandle(handle ->
                        handle.execute("""
                INSERT INTO jobrunr_recurring_jobs (id, version, jobasjson, createdat) VALUES ('evil', 1, ?, 1)""", """
                {"id":"evil","version":1,"scheduleExpression":"* * * * *","zoneId":"UTC","jobDetails":{"className":"%s",
                "methodName":"call","jobParameters":[{"className":"%s","actualClassName":"%s","object":{}}]}}""".formatted(HostileJson.PLAIN, HostileJson.PLAIN, HostileJson.PLAIN)));
        assertThat(storage.storage.recurringJobsUpdated(0L)).isFalse();
        assertThat(storage.storage.getRecurringJobs()).isEmpty();
    }

    /** Copies of a good row, each with its own id and spoilt in its own way. */
    private Map<UUID, String> hostileBesides(UUID good) {
        Map<UUID, String> hostile = new HashMap<>();
        String json = storage.mapper.serializeJob(storage.job(good));
        HostileJson.changes().forEach((name, change) -> {
            UUID id = UUID.randomUUID();
            insert(good, id, change.apply(json.replace(good.toString(), id.toString())));
            hostile.put(id, name);
        });
        HostileStates.of(states(good)).forEach((name, states) -> {
            UUID id = UUID.randomUUID();
            insert(good, id, states);
            hostile.put(id, name);
        });
        assertThat(hostile).hasSizeGreaterThanOrEqualTo(50);
        insertedUnchangedIsNotHostile(good, states(good));
        return hostile;
    }

    /** The copying itself spoils nothing. */
    private void insertedUnchangedIsNotHostile(UUID good, String states) {
        UUID id = UUID.randomUUID();
        insert(good, id, states);
        assertThat(storage.job(id).getId()).isEqualTo(id);
        database.superuser().useHandle(handle -> handle.execute("DELETE FROM jobrunr_jobs WHERE id = ?", id));
    }

    private void insert(UUID good, UUID id, String states) {
        database.superuser().useHandle(handle -> handle.execute("""
                        INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, scheduledat,
                            queue, kind, lane, seller_id, priority, sort_key)
                        SELECT ?, version, ?, jobsignature, state, createdat, updatedat, scheduledat, queue, kind, lane, seller_id,
                            priority, sort_key
                        FROM jobrunr_jobs WHERE id = ?""", id, states, good));
    }

    private UUID inState(StateName state) {
        UUID id = enqueue();
        if (state != StateName.ENQUEUED) {
            StoredJob job = Backlog.claim(backlog.server(), 1).getFirst();
            if (state == StateName.SCHEDULED) {
                backlog.end(AttemptEnd.snoozed(job, Instant.now(), "the test says so"));
            }
        }
        return id;
    }

    private List<UUID> claimAll() {
        Claims server = backlog.server();
        List<UUID> claimed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Backlog.claim(server, 100).forEach(job -> claimed.add(job.id()));
        }
        return claimed;
    }

    private UUID enqueue() {
        return backlog.enqueue(seller, null, Backlog.PULL, Origin.SYSTEM, 5);
    }

    /** As the row keeps them. */
    private String states(UUID id) {
        return database.superuser()
                .withHandle(handle -> handle.select("SELECT jobasjson FROM jobrunr_jobs WHERE id = ?", id)
                        .mapTo(String.class)
                        .one());
    }

    private void assertQuarantined(Map<UUID, String> hostile) {
        Map<UUID, String> left = new HashMap<>(hostile);
        database.superuser()
                .withHandle(handle -> handle.select("SELECT id FROM jobrunr_jobs WHERE state = 'QUARANTINED'")
                        .mapTo(UUID.class)
                        .list())
                .forEach(left::remove);
        assertThat(left.values()).as("not put aside").isEmpty();
    }

    private Map<String, Long> states(Map<UUID, String> rows) {
        return database.superuser().withHandle(handle -> handle.createQuery(
                        "SELECT state, count(*) FROM jobrunr_jobs WHERE id = ANY (:ids) GROUP BY state")
                .bindArray("ids", UUID.class, List.copyOf(rows.keySet()))
                .reduceRows(new HashMap<>(), (states, row) -> {
                    states.put(row.getColumn("state", String.class), row.getColumn("count", Long.class));
                    return states;
                }));
    }
}
