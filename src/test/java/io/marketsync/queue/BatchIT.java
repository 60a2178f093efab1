package io.marketsync.queue;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.marketsync.db.Schema;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.label.FetchLabels;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.posting.PullOrders;
import io.marketsync.queue.BatchScene.Asked;
import io.marketsync.queue.Steering.Both;
import io.marketsync.stock.PushStock;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchIT {

    private static final int ROUNDS = 25;

    private final BatchScene scene = new BatchScene();

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void twoStatementsWhateverItsSize(int size) {
        List<UUID> shops = scene.shops(size);

        Asked asked = scene.asked(shops, OnTwin.JOIN);

        assertThat(asked.statements()).isEqualTo(2);
        assertThat(asked.batch().stored()).hasSize(size);
        assertThat(scene.seen(asked.batch().id(), "size, waiting, joined, requested_by, queue"))
                .isEqualTo(size + " " + size + " 0 user normal");
        assertThat(scene.count("jobrunr_jobs WHERE lane = 'batch:test.batch:ozon'"))
                .isEqualTo(size);
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    void syncsOfAllShopsAreStoredWithTwoStatementsHoweverManyKinds(int jobs) {
        List<NewJob> syncs = scene.shops(jobs / 4).stream().flatMap(this::syncs).toList();

        Asked asked = scene.asked(new NewBatch("shop.sync", Queue.NORMAL, syncs, List.of()), OnTwin.JOIN);

        assertThat(asked.statements()).isEqualTo(2);
        assertThat(asked.batch().stored()).hasSize(jobs);
        assertThat(scene.seen(asked.batch().id(), "kind, size, waiting, joined, requested_by, queue"))
                .isEqualTo("shop.sync " + jobs + " " + jobs + " 0 user normal");
        assertThat(scene.count("jobrunr_jobs WHERE lane = 'batch:labels.fetch:ozon'"))
                .isEqualTo(jobs / 4);
        Printed.cost("shop.sync", jobs, "jobs", 0, asked.statements());
    }

    private Stream<NewJob> syncs(UUID shop) {
        return Stream.of(
                sync(PullOrders.KIND, new PullOrders.Args(), shop),
                sync(SyncCatalogue.KIND, new SyncCatalogue.Args(), shop),
                sync(PushStock.KIND, new PushStock.Args(), shop),
                sync(FetchLabels.KIND, new FetchLabels.Args(), shop));
    }

    private NewJob sync(Kind<?> kind, Record args, UUID shop) {
        return new NewJob(kind, new JobTarget(scene.seller, shop, "ozon"), args, 5, true, Origin.BATCH, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1_000})
    void fourForTwinsThatAreJoinedOrFollowed(int size) {
        List<UUID> shops = scene.shops(size);
        List<UUID> more = scene.shops(1);
        scene.state(scene.enqueue(shops.subList(0, size / 2), OnTwin.JOIN).stored(), "PROCESSING");

        assertThat(scene.asked(shops, OnTwin.RERUN).statements()).isEqualTo(4);
        assertThat(scene.asked(shops, OnTwin.JOIN).statements()).isEqualTo(3);
        more = Stream.concat(shops.stream(), more.stream()).toList();
        assertThat(scene.asked(more, OnTwin.JOIN).statements()).isEqualTo(3);
    }

    @Test
    void waitingAndRunningTwinsAreMembersThatItJoined() {
        List<UUID> shops = scene.shops(3);
        UUID waiting = scene.enqueue(shops.subList(0, 1), OnTwin.JOIN).stored().getFirst();
        UUID running = scene.enqueue(shops.subList(1, 2), OnTwin.JOIN).stored().getFirst();
        scene.state(List.of(running), "PROCESSING");

        EnqueuedBatch batch = scene.enqueue(shops, OnTwin.JOIN);

        assertThat(batch.stored()).hasSize(1);
        assertThat(batch.twins()).containsExactlyInAnyOrder(waiting, running);
        assertThat(batch.joined()).isFalse();
        assertThat(scene.seen(batch.id(), "size, waiting, running, joined, own_living"))
                .isEqualTo("3 2 1 2 1");
    }

    @Test
    void asRerunARunningTwinIsFollowedAndAWaitingOneJoined() {
        List<UUID> shops = scene.shops(2);
        UUID waiting = scene.enqueue(shops.subList(0, 1), OnTwin.JOIN).stored().getFirst();
        UUID running = scene.enqueue(shops.subList(1, 2), OnTwin.JOIN).stored().getFirst();
        scene.state(List.of(running), "PROCESSING");

        EnqueuedBatch batch = scene.enqueue(shops, OnTwin.RERUN);

        assertThat(batch.twins()).containsExactly(waiting);
        assertThat(batch.stored()).hasSize(1).doesNotContain(running);
        assertThat(scene.enqueue(shops, OnTwin.RERUN).twins())
                .contains(batch.stored().getFirst());
    }

    @Test
    void theSameBatchAskedForAgainIsThatBatch() {
        List<UUID> shops = scene.shops(3);
        EnqueuedBatch first = scene.enqueue(shops, OnTwin.JOIN);

        EnqueuedBatch again = scene.enqueue(shops.reversed(), OnTwin.JOIN);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.joined()).isTrue();
        assertThat(scene.count("batch WHERE seller_id = ?", scene.seller)).isEqualTo(1);
        assertThat(scene.enqueue(shops.subList(0, 2), OnTwin.JOIN).joined())
                .as("a part of it is another request")
                .isFalse();
    }

    @Test
    void anEndedJobIsNoTwin() {
        List<UUID> shops = scene.shops(4);
        List<UUID> jobs = scene.enqueue(shops, OnTwin.JOIN).stored();
        List<String> ended = List.of("SUCCEEDED", "FAILED", "DELETED", "QUARANTINED");
        ended.forEach(state -> scene.state(List.of(jobs.get(ended.indexOf(state))), state));

        assertThat(scene.enqueue(shops, OnTwin.JOIN).twins()).isEmpty();
    }

    @Test
    void aShopNamedTwiceIsOneMember() {
        UUID shop = scene.shops(1).getFirst();

        EnqueuedBatch batch = scene.enqueue(List.of(shop, shop), OnTwin.JOIN);

        assertThat(batch.stored()).hasSize(1);
        assertThat(batch.twins()).isEmpty();
        assertThat(scene.seen(batch.id(), "size, waiting")).isEqualTo("1 1");
    }

    @Test
    void aTransactionThatFailsStoresNothing() {
        NewBatch batch = scene.of(scene.shops(10));

        assertThatThrownBy(() -> scene.database.api().forSeller(scene.seller, handle -> {
                    new BatchQueue().enqueue(handle, batch, OnTwin.JOIN);
                    throw new IllegalStateException("the request fails later");
                }))
                .hasMessage("the request fails later");

        assertThat(scene.count("jobrunr_jobs")).isZero();
        assertThat(scene.count("batch WHERE seller_id = ?", scene.seller)).isZero();
    }

    @Test
    void itsPoolIsWokenOnce() throws Exception {
        List<UUID> shops = scene.shops(500);
        try (Connection listener = scene.database.as(Schema.WORKER).getConnection();
                Statement listen = listener.createStatement()) {
            listen.execute("LISTEN " + JobQueue.CHANNEL);
            scene.enqueue(shops, OnTwin.JOIN);

            PGNotification[] told = listener.unwrap(PGConnection.class).getNotifications(5_000);

            assertThat(told).extracting(PGNotification::getParameter).containsExactly("normal");
        }
    }

    @ParameterizedTest
    @EnumSource(OnTwin.class)
    void ofTwoAtOnceEachShopHasOneJobAndBothHaveAllMembers(OnTwin onTwin) throws Exception {
        List<UUID> shops = scene.shops(200);
        List<UUID> backwards = shops.reversed();
        for (int round = 0; round < ROUNDS; round++) {
            Both<EnqueuedBatch, EnqueuedBatch> raced =
                    Steering.both(() -> scene.enqueue(shops, onTwin), () -> scene.enqueue(backwards, onTwin));

            for (EnqueuedBatch batch : List.of(raced.one(), raced.other())) {
                assertThat(batch.stored().size() + batch.twins().size()).isEqualTo(200);
            }
            assertThat(raced.one().joined() ^ raced.other().joined()).isTrue();
            assertThat(scene.count("jobrunr_jobs WHERE state = 'ENQUEUED'")).isEqualTo(200);
            scene.state(
                    raced.one().joined() ? raced.other().stored() : raced.one().stored(), "SUCCEEDED");
        }
    }

    /** Whoever ends jobs meanwhile leaves no hole: each shop's job is joined while it lives, or a new one is stored. */
    @ParameterizedTest
    @EnumSource(OnTwin.class)
    void twinsThatEndMeanwhileLeaveNoShopOut(OnTwin onTwin) throws Exception {
        List<UUID> shops = scene.shops(60);
        for (int round = 0; round < ROUNDS; round++) {
            List<UUID> twins = new ArrayList<>(scene.enqueue(shops, OnTwin.JOIN).stored());
            scene.state(twins, "PROCESSING");

            Both<Integer, EnqueuedBatch> raced = Steering.both(
                    () -> {
                        twins.forEach(twin -> scene.state(List.of(twin), "SUCCEEDED"));
                        return 0;
                    },
                    () -> scene.enqueue(shops, onTwin));

            EnqueuedBatch batch = raced.other();
            assertThat(batch.stored().size() + batch.twins().size()).isEqualTo(60);
            scene.state(batch.stored(), "SUCCEEDED");
        }
    }

    @Test
    void aBatchIsOfOneKindAndOneSellerAndBounded() {
        NewJob own = scene.job(UUID.randomUUID());
        NewJob other = new NewJob(
                BatchScene.KIND,
                new JobTarget(UUID.randomUUID(), UUID.randomUUID(), "ozon"),
                own.args(),
                5,
                true,
                Origin.BATCH,
                null);

        assertThatThrownBy(() -> new NewBatch("test.batch", Queue.NORMAL, List.of(own, other), List.of()))
                .hasMessageContaining("one seller");
        assertThatThrownBy(() -> new NewBatch("test.batch", Queue.NORMAL, List.of(), List.of()))
                .hasMessageContaining("10000");
    }
}
