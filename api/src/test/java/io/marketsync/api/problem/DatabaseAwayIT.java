package io.marketsync.api.problem;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A request that gets no connection, or loses it, is told to come again, in bounded time. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class DatabaseAwayIT {

    /** The acquisition time-out of 3 s, once, and a slow machine. */
    private static final Duration NO_HANG = Duration.ofSeconds(8);

    private static final String BLOCKED =
            "pg_stat_activity WHERE application_name = 'marketsync api' AND wait_event_type = 'Lock'";

    private final TestSeller seller = aSeller().withShop();

    @Inject
    AgroalDataSource dataSource;

    @Inject
    ApiTransactions transactions;

    @Inject
    FailureTranslator translator;

    @Test
    void aRequestThatFindsNoFreeConnectionAnswers503InTime() throws SQLException {
        List<Connection> taken = takeAll();
        try {
            long start = System.nanoTime();
            Reply refused = seller.startsASync();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NO_HANG);
            assertThatProblem(refused).is(ProblemCode.UNAVAILABLE).retryAfter(5);
        } finally {
            giveBack(taken);
        }
        assertThat(seller.startsASync().status()).isEqualTo(202);
    }

    @Test
    void soDoesOneWhoseTokenWasReadWhileThereStillWasOne() throws SQLException {
        List<Connection> taken = takeAll();
        try {
            Throwable failure = catchThrowable(() -> transactions.forSystem(handle -> null));
            ProblemException problem = translator.translate(failure, new RequestSummary("GET", "/"));
            assertThat(problem.code()).isEqualTo(ProblemCode.UNAVAILABLE);
            assertThat(problem.retryAfterSeconds()).contains(5L);
        } finally {
            giveBack(taken);
        }
    }

    @Test
    void aRequestWhoseConnectionIsCutAnswers503AndWritesNothing() {
        CompletableFuture<Reply> request = Rows.all().inTransaction(locking -> {
            locking.execute("LOCK TABLE jobrunr_jobs IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Reply> asked = CompletableFuture.supplyAsync(seller::startsASync);
            Awaitility.await().atMost(NO_HANG).until(() -> Rows.count(BLOCKED) > 0);
            Rows.text("SELECT string_agg(pg_terminate_backend(pid)::text, '') FROM " + BLOCKED);
            return asked;
        });

        assertThatProblem(
                        request.orTimeout(NO_HANG.toSeconds(), TimeUnit.SECONDS).join())
                .is(ProblemCode.UNAVAILABLE)
                .retryAfter(5);
        assertThat(Rows.count("job WHERE shop_id = ?", seller.shop())).isZero();
    }

    @Test
    void aStatementThatIsWrongIsAFaultOfOurs() {
        Throwable failure = catchThrowable(() -> transactions.forSystem(handle -> handle.execute("SELECT 1 / 0")));
        assertThat(translator.translate(failure, new RequestSummary("GET", "/")).code())
                .isEqualTo(ProblemCode.INTERNAL);
    }

    private List<Connection> takeAll() throws SQLException {
        int most = dataSource.getConfiguration().connectionPoolConfiguration().maxSize();
        List<Connection> taken = new ArrayList<>();
        while (taken.size() < most) {
            taken.add(dataSource.getConnection());
        }
        return taken;
    }

    private static void giveBack(List<Connection> taken) throws SQLException {
        for (Connection connection : taken) {
            connection.close();
        }
    }
}
