package io.marketsync.shop;

import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Outcome;
import io.marketsync.queue.OnTwin;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a check leaves at its shop. */
class CheckShopIT {

    private static final Instant END = Instant.parse("2027-02-18T09:54:23.296Z");

    private final TestDatabase database = TestDatabase.shared();
    private final TestStorage storage = new TestStorage(database);
    private final ShopStore shops = new ShopStore();
    private UUID seller;
    private UUID shop;
    private UUID job;

    /** The marketplace of this test: says what it is told to say, and is where things happen meanwhile. */
    private Function<ShopAccess, KeyFacts> says;

    /** Its warehouses. */
    private Function<ShopAccess, List<Warehouse>> lists = asked -> List.of();

    private record Known(
            Instant endsAt, List<String> roles, List<String> missing, Instant missingSince, boolean checked) {}

    @BeforeEach
    void aShop() {
        database.withoutJobs();
        seller = database.seller("Checked seller");
        shop = KeyedShops.insert(database, seller, "client-" + seller, "key");
        job = database.api()
                .forSeller(
                        seller,
                        handle -> storage.queue.enqueue(
                                handle, CheckShop.of(new JobTarget(seller, shop, "ozon"), "req-1"), OnTwin.RERUN))
                .id();
    }

    @Test
    void whatTheMarketplaceSaysIsKept() throws Exception {
        says = asked -> {
            assertThat(asked.apiKey().reveal()).isEqualTo("key");
            return new KeyFacts(END, List.of("Posting FBS", "Роль «2»"), List.of("Posting FBO"));
        };
        assertThat(check()).isEqualTo(Outcome.OK);
        assertThat(known())
                .returns(END, Known::endsAt)
                .returns(List.of("Posting FBS", "Роль «2»"), Known::roles)
                .returns(List.of("Posting FBO"), Known::missing)
                .returns(true, Known::checked);
        assertThat(attention()).as("of what is not refused").isNull();
    }

    @Test
    void theLastWordCounts() throws Exception {
        says = asked -> new KeyFacts(END, List.of("a"), List.of("b"));
        check();
        Instant since = known().missingSince();
        check();
        assertThat(known().missingSince())
                .as("since it was missing first")
                .isNotNull()
                .isEqualTo(since);
        says = asked -> new KeyFacts(END.plus(Duration.ofDays(90)), List.of("a", "b"), List.of());
        check();
        assertThat(known())
                .returns(END.plus(Duration.ofDays(90)), Known::endsAt)
                .returns(List.of(), Known::missing)
                .returns(null, Known::missingSince);
        says = asked -> new KeyFacts(null, null, List.of());
        check();
        assertThat(known())
                .returns(null, Known::endsAt)
                .returns(null, Known::roles)
                .returns(true, Known::checked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
    void endsFarAwayAreKept(Instant end) throws Exception {
        says = asked -> new KeyFacts(end, List.of(), List.of());
        check();
        assertThat(known().endsAt()).isEqualTo(end);
    }

    @Test
    void aRefusalSaysWhichKeyItWasAndItsEndIsKept() throws Exception {
        says = asked -> new KeyFacts(END, List.of(), List.of());
        check();
        says = asked -> {
            throw new JobFailure(Reason.AUTH, "The Ozon key is deactivated.");
        };
        JobFailure refused = catchThrowableOfType(JobFailure.class, this::check);
        assertThat(refused).hasMessage("The Ozon key is deactivated.");
        assertThat(refused.refusedKey()).hasValue(1);
        assertThat(known().endsAt()).isEqualTo(END);
    }

    @Test
    void aFailureKeepsWhatWasKnown() throws Exception {
        says = asked -> new KeyFacts(END, List.of("a"), List.of());
        check();
        says = asked -> {
            throw new JobFailure(Reason.TRANSIENT, "Ozon's answer is garbled.");
        };
        assertThatThrownBy(this::check).isInstanceOf(JobFailure.class);
        assertThat(known()).returns(END, Known::endsAt).returns(List.of("a"), Known::roles);
        assertThat(attention()).isNull();
    }

    @Test
    void aNewKeyIsNotToldOfTheOldOne() throws Exception {
        says = asked -> new KeyFacts(END, List.of("a"), List.of("b"));
        check();
        enterNewKey();
        assertThat(known()).isEqualTo(new Known(null, null, null, null, false));
    }

    @Test
    void aKeyThatIsReplacedDuringItsCheckIsOutOfIt() throws Exception {
        says = asked -> {
            enterNewKey();
            return new KeyFacts(END, List.of("a"), List.of("b"));
        };
        assertThat(check()).isEqualTo(Outcome.NOTHING);
        assertThat(known()).isEqualTo(new Known(null, null, null, null, false));
        says = asked -> {
            enterNewKey();
            throw new JobFailure(Reason.AUTH, "The Ozon key is deactivated.");
        };
        JobFailure refused = catchThrowableOfType(JobFailure.class, this::check);
        assertThat(refused.refusedKey()).as("the one before the new key").hasValue(2);
    }

    @Test
    void aCheckThatLostItsJobStoresNothing() {
        says = asked -> new KeyFacts(END, List.of(), List.of());
        Attempt lost = attempt();
        attempt();
        assertThatThrownBy(() -> checkShop().run(lost, new CheckShop.Args())).isInstanceOf(AttemptLost.class);
        assertThat(known().checked()).isFalse();
    }

    @Test
    void aNewKeyAsksForACheckThatFollowsTheOneThatRuns() {
        attempt();
        var after = database.api()
                .forSeller(
                        seller,
                        handle -> storage.queue.enqueue(
                                handle, CheckShop.of(new JobTarget(seller, shop, "ozon"), null), OnTwin.RERUN));
        assertThat(after.joined()).isFalse();
    }

    @Test
    void theWarehousesOfTheShopAreThoseOfTheList() throws Exception {
        says = asked -> new KeyFacts(END, List.of(), List.of());
        lists = asked -> List.of(
                new Warehouse("1", "Склад №1", "created", true), new Warehouse("2", "Склад №2", "disabled", false));
        assertThat(check()).isEqualTo(Outcome.OK);
        assertThat(warehouses()).containsExactly("1|Склад №1|created|t", "2|Склад №2|disabled|f");

        lists = asked ->
                List.of(new Warehouse("2", null, "created", true), new Warehouse("3", "Склад №3", null, false));
        check();
        assertThat(warehouses())
                .as("one that is listed no more stays, and takes no stock")
                .containsExactly("1|Склад №1|created|f", "2|Склад №2|created|t", "3|Склад №3|f");
        assertThat(seenLongAgo()).containsExactly("1");

        lists = asked -> List.of();
        check();
        assertThat(warehouses()).as("a list of none says nothing").hasSize(3).contains("2|Склад №2|created|t");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 200})
    void aListCostsThreeStatementsWhateverItsSize(int size) throws Exception {
        says = asked -> new KeyFacts(END, List.of(), List.of());
        long without = statements();
        lists = asked -> IntStream.range(0, size)
                .mapToObj(i -> new Warehouse("w" + i, "Name", "created", true))
                .toList();
        assertThat(statements() - without).as("seller, warehouses, fence").isEqualTo(3);
        assertThat(warehouses()).hasSize(size);
    }

    @Test
    void aKeyThatMayNotListWarehousesIsCheckedAllTheSame() throws Exception {
        says = asked -> new KeyFacts(END, List.of("a"), List.of("Warehouse"));
        lists = asked -> {
            throw new AssertionError("asked without the right to");
        };
        assertThat(check()).isEqualTo(Outcome.OK);
        assertThat(known().endsAt()).isEqualTo(END);
    }

    @Test
    void whatIsKnownOfTheKeyStaysWhenItsWarehousesCannotBeRead() {
        says = asked -> new KeyFacts(END, List.of("a"), List.of());
        lists = asked -> {
            throw new JobFailure(Reason.TRANSIENT, "Ozon's answer is garbled.");
        };
        assertThatThrownBy(this::check).hasMessage("Ozon's answer is garbled.");
        assertThat(known().endsAt()).isEqualTo(END);
        assertThat(warehouses()).isEmpty();
    }

    @Test
    void warehousesOfAKeyThatWasReplacedMeanwhileAreNotAskedFor() throws Exception {
        says = asked -> {
            enterNewKey();
            return new KeyFacts(END, List.of(), List.of());
        };
        lists = asked -> {
            throw new AssertionError("asked with the old key");
        };
        assertThat(check()).isEqualTo(Outcome.NOTHING);
    }

    private long statements() throws InterruptedException {
        CheckShop check = checkShop();
        Attempt attempt = attempt();
        long before = StatementCount.soFar();
        check.run(attempt, new CheckShop.Args());
        return StatementCount.soFar() - before;
    }

    private List<String> warehouses() {
        return texts(
                "SELECT concat_ws('|', code, name, status, active) FROM warehouse WHERE shop_id = :shop ORDER BY code");
    }

    private List<String> seenLongAgo() {
        return texts("""
                SELECT code FROM warehouse WHERE shop_id = :shop
                AND seen_at < (SELECT max(seen_at) FROM warehouse WHERE shop_id = :shop)""");
    }

    private List<String> texts(String sql) {
        return read(handle ->
                handle.createQuery(sql).bind("shop", shop).mapTo(String.class).list());
    }

    private Outcome check() throws InterruptedException {
        return checkShop().run(attempt(), new CheckShop.Args());
    }

    private CheckShop checkShop() {
        KeyCheck marketplace = new KeyCheck() {

            @Override
            public String marketplace() {
                return "ozon";
            }

            @Override
            public KeyFacts check(ShopAccess asked) {
                return says.apply(asked);
            }
        };
        Warehouses warehouses = new Warehouses() {

            @Override
            public String marketplace() {
                return "ozon";
            }

            @Override
            public boolean open(KeyFacts key) {
                return !key.missing().contains("Warehouse");
            }

            @Override
            public List<Warehouse> of(ShopAccess asked) {
                return lists.apply(asked);
            }
        };
        return new CheckShop(
                new Adapters<>(List.of(marketplace)), new Adapters<>(List.of(warehouses)), KeyedShops.keys(), shops);
    }

    private Attempt attempt() {
        return new Attempt(
                storage.attempt(job, Instant.parse("2026-11-20T10:00:00Z")),
                database.workers(),
                new JobRunStore(),
                () -> false);
    }

    private void enterNewKey() {
        database.api()
                .forSeller(
                        seller,
                        handle -> shops.replaceKey(handle, seller, shop, KeyedShops.sealed("new", seller, shop), ""));
    }

    private Known known() {
        return read(handle -> handle.createQuery("""
                        SELECT key_ends_at, key_roles, key_missing_roles, key_missing_since, key_checked_at IS NOT NULL AS checked
                        FROM shop WHERE id = :shop""")
                .bind("shop", shop)
                .map((row, context) -> new Known(
                        instant(row.getTimestamp("key_ends_at")),
                        words(row.getArray("key_roles")),
                        words(row.getArray("key_missing_roles")),
                        instant(row.getTimestamp("key_missing_since")),
                        row.getBoolean("checked")))
                .one());
    }

    private String attention() {
        return read(
                handle -> handle.createQuery("SELECT attention || ': ' || attention_note FROM shop WHERE id = :shop")
                        .bind("shop", shop)
                        .mapTo(String.class)
                        .one());
    }

    private <T> T read(Function<Handle, T> query) {
        return database.api().forSeller(seller, query::apply);
    }

    private static Instant instant(Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private static List<String> words(Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
