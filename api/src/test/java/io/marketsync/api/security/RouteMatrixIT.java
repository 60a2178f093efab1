package io.marketsync.api.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Routes;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSchedule;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.api.testing.Tokens;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every route by everybody with every kind of id. A route that is declared without a row here fails
 * {@link #everyDeclaredRouteHasARow}.
 */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class RouteMatrixIT {

    private static final String KEY = "{\"apiKey\":\"b9b2e1c2-7d40-4c0e\"}";
    private static final String SYNC = "{\"kind\":\"orders.pull\"}";
    private static final String STOCK =
            "{\"shop\":\"{shop}\",\"items\":[{\"offer\":\"a\",\"warehouse\":\"1\",\"available\":1}]}";
    private static final String PRICE =
            "{\"shop\":\"{shop}\",\"items\":[{\"offer\":\"a\",\"price\":\"1\",\"currency\":\"RUB\"}]}";
    private static final String FILE = "offer;warehouse;available\na;1;1\n";
    private static final String SHOP =
            "{\"marketplace\":\"ozon\",\"name\":\"n\",\"clientId\":\"%s\",\"apiKey\":\"12345678\"}";

    /** Who may call a route, with which body, what its id is of, and what success is. */
    enum Row {
        LIST_SHOPS("GET /api/v1/shops", Role.SELLER, null, "", 200),
        CREATE_SHOP("POST /api/v1/shops", Role.SELLER, null, SHOP, 201),
        GET_SHOP("GET /api/v1/shops/{shop}", Role.SELLER, PublicId.SHOP, "", 200),
        FILTER_OPERATIONS("GET /api/v1/operations?shop={shop}", Role.SELLER, PublicId.SHOP, "", 200),
        FILTER_POSTINGS("GET /api/v1/postings?shop={shop}", Role.SELLER, PublicId.SHOP, "", 200),
        REPLACE_KEY("PUT /api/v1/shops/{shop}/credentials", Role.SELLER, PublicId.SHOP, KEY, 200),
        CREATE_WEBHOOK("POST /api/v1/shops/{shop}/webhook", Role.SELLER, PublicId.SHOP, "", 200),
        GET_WEBHOOK("GET /api/v1/shops/{shop}/webhook", Role.SELLER, PublicId.SHOP, "", 200),
        REMOVE_WEBHOOK("DELETE /api/v1/shops/{shop}/webhook", Role.SELLER, PublicId.SHOP, "", 204),
        START_SYNC("POST /api/v1/shops/{shop}/syncs", Role.SELLER, PublicId.SHOP, SYNC, 202),
        START_SYNCS("POST /api/v1/syncs", Role.SELLER, null, SYNC, 202),
        UPDATE_STOCK("POST /api/v1/stock-updates", Role.SELLER, PublicId.SHOP, STOCK, 207),
        LIST_DAYS("GET /api/v1/shops/{shop}/days", Role.SELLER, PublicId.SHOP, "", 200),
        LIST_BACKFILL("GET /api/v1/shops/{shop}/backfill-days", Role.SELLER, PublicId.SHOP, "", 200),
        LIST_STOCK("GET /api/v1/shops/{shop}/stock-levels", Role.SELLER, PublicId.SHOP, "", 200),
        PREVIEW_PUSH("GET /api/v1/shops/{shop}/stock-push", Role.SELLER, PublicId.SHOP, "", 200),
        CONFIRM_PUSH("POST /api/v1/shops/{shop}/stock-push/confirm", Role.SELLER, PublicId.SHOP, "", 200),
        LIST_DRIFT("GET /api/v1/shops/{shop}/stock-drift", Role.SELLER, PublicId.SHOP, "", 200),
        GET_HEALING("GET /api/v1/shops/{shop}/stock-healing", Role.SELLER, PublicId.SHOP, "", 200),
        ENABLE_HEALING("PUT /api/v1/shops/{shop}/stock-healing", Role.SELLER, PublicId.SHOP, "", 200),
        DISABLE_HEALING("DELETE /api/v1/shops/{shop}/stock-healing", Role.SELLER, PublicId.SHOP, "", 204),
        UPDATE_PRICES("POST /api/v1/price-updates", Role.SELLER, PublicId.SHOP, PRICE, 207),
        START_IMPORT("POST /api/v1/imports?what=stock&shop={shop}", Role.SELLER, PublicId.SHOP, FILE, 202),
        LIST_REJECTS("GET /api/v1/imports/{operation}/rejects", Role.SELLER, PublicId.OPERATION, "", 200),
        LIST_PRICES("GET /api/v1/shops/{shop}/prices", Role.SELLER, PublicId.SHOP, "", 200),
        PREVIEW_PRICES("GET /api/v1/shops/{shop}/price-push", Role.SELLER, PublicId.SHOP, "", 200),
        CONFIRM_PRICES("POST /api/v1/shops/{shop}/price-push/confirm", Role.SELLER, PublicId.SHOP, "", 200),
        LIST_LABELS("GET /api/v1/shops/{shop}/labels", Role.SELLER, PublicId.SHOP, "", 200),
        GET_LABEL("GET /api/v1/shops/{shop}/postings/{posting}/label", Role.SELLER, PublicId.SHOP, "", 200),
        PRINT_LABELS(
                "POST /api/v1/shops/{shop}/labels/print",
                Role.SELLER,
                PublicId.SHOP,
                "{\"postings\":[\"owners-number\"]}",
                200),
        LIST_OPERATIONS("GET /api/v1/operations", Role.SELLER, null, "", 200),
        GET_OPERATION("GET /api/v1/operations/{operation}", Role.SELLER, PublicId.OPERATION, "", 200),
        CANCEL("POST /api/v1/operations/{operation}/cancel", Role.SELLER, PublicId.OPERATION, "", 202),
        RETRY("POST /api/v1/operations/{operation}/retry", Role.SELLER, PublicId.OPERATION, "", 202),
        DISCARD("POST /api/v1/operations/{operation}/discard", Role.SELLER, PublicId.OPERATION, "", 202),
        LIST_OFFERS("GET /api/v1/offers", Role.SELLER, null, "", 200),
        FILTER_OFFERS("GET /api/v1/offers?shop={shop}", Role.SELLER, PublicId.SHOP, "", 200),
        LIST_WAREHOUSES("GET /api/v1/shops/{shop}/warehouses", Role.SELLER, PublicId.SHOP, "", 200),
        LIST_UNMATCHED("GET /api/v1/shops/{shop}/unmatched-offers", Role.SELLER, PublicId.SHOP, "", 200),
        LIST_POSTINGS("GET /api/v1/postings", Role.SELLER, null, "", 200),
        CREATE_SELLER("POST /api/v1/ops/sellers", Role.OPS, null, "{\"name\":\"n\"}", 201),
        CREATE_TOKEN(
                "POST /api/v1/ops/sellers/{seller}/tokens",
                Role.OPS,
                PublicId.SELLER,
                "{\"label\":\"l\",\"expiresInDays\":1}",
                201),
        REVOKE_TOKEN("DELETE /api/v1/ops/tokens/{token}", Role.OPS, PublicId.TOKEN, "", 204),
        LIST_DEAD("GET /api/v1/ops/dead-letters", Role.OPS, null, "", 200),
        FILTER_DEAD("GET /api/v1/ops/dead-letters?seller={seller}", Role.OPS, PublicId.SELLER, "", 200),
        RETRY_DEAD("POST /api/v1/ops/dead-letters/{letter}/retry", Role.OPS, PublicId.OPERATION, "", 200),
        DISCARD_DEAD("POST /api/v1/ops/dead-letters/{letter}/discard", Role.OPS, PublicId.OPERATION, "", 200),
        RETRY_ALL("POST /api/v1/ops/dead-letters/retry", Role.OPS, null, "{\"reason\":\"crash\"}", 200),
        DISCARD_ALL("POST /api/v1/ops/dead-letters/discard", Role.OPS, null, "{\"reason\":\"crash\"}", 200),
        LIST_ENDING_KEYS("GET /api/v1/ops/ending-keys", Role.OPS, null, "", 200),
        LIST_PAUSES("GET /api/v1/ops/pauses", Role.OPS, null, "", 200),
        PAUSE("PUT /api/v1/ops/pauses/{scope}/{name}", Role.OPS, PublicId.SHOP, "{\"note\":\"n\"}", 200),
        RESUME("DELETE /api/v1/ops/pauses/{scope}/{name}", Role.OPS, PublicId.SHOP, "", 204),
        GET_BREAKERS("GET /api/v1/ops/breakers", Role.OPS, null, "", 200),
        REFUSED_KEYS("GET /api/v1/ops/breakers/keys", Role.OPS, null, "", 200),
        CLOSE_BREAKER("POST /api/v1/ops/breakers/{marketplace}/close", Role.OPS, null, "", 200),
        LIST_SCHEDULES("GET /api/v1/ops/schedules", Role.OPS, null, "", 200),
        GET_SCHEDULE("GET /api/v1/ops/schedules/{schedule}", Role.OPS, null, "", 200),
        TRIGGER("POST /api/v1/ops/schedules/{schedule}/trigger", Role.OPS, null, "", 202),
        GET_LIMITS("GET /api/v1/ops/limits", Role.OPS, null, "", 200),
        LIMIT_STARTS("PUT /api/v1/ops/limits/starts/{name}", Role.OPS, null, "{\"perMinute\":9,\"burst\":9}", 200),
        REMOVE_STARTS("DELETE /api/v1/ops/limits/starts/{name}", Role.OPS, null, "", 204),
        LIMIT_ALL("PUT /api/v1/ops/limits/concurrency/{scope}", Role.OPS, null, "{\"running\":2}", 200),
        LIMIT_ONE("PUT /api/v1/ops/limits/concurrency/{scope}/{name}", Role.OPS, PublicId.SHOP, "{\"running\":2}", 200),
        REMOVE_ONE("DELETE /api/v1/ops/limits/concurrency/{scope}/{name}", Role.OPS, PublicId.SHOP, "", 204),
        BOUND_QUEUE(
                "PUT /api/v1/ops/limits/queues/{queue}",
                Role.OPS,
                null,
                "{\"most\":200000,\"mostPerSeller\":20000,\"cronPercent\":50}",
                200),
        GET_POOLS("GET /api/v1/ops/pools", Role.OPS, null, "", 200),
        SIZE_POOL("PUT /api/v1/ops/pools/{queue}", Role.OPS, null, "{\"slots\":3}", 200),
        UNSIZE_POOL("DELETE /api/v1/ops/pools/{queue}", Role.OPS, null, "", 204),
        GET_REDIS("GET /api/v1/ops/redis", Role.OPS, null, "", 200),
        PROBLEM_PAGE("GET /problems/{slug}", null, null, "", 404),
        /** Open to whoever knows a path: WebhookIT. */
        WEBHOOK("POST /webhooks/{marketplace}/{secret}", null, null, "{}", 404);

        final String route;
        final Role role;
        final PublicId id;
        final String body;
        final int success;

        Row(String route, Role role, PublicId id, String body, int success) {
            this.route = route;
            this.role = role;
            this.id = id;
            this.body = body;
            this.success = success;
        }

        Reply by(Caller caller, String ofId) {
            String[] parts = route.split(" ");
            String target = parts[1].replace("{scope}", "shop")
                    .replace("{schedule}", "orders")
                    .replace("{posting}", "owners-number")
                    .replace("/starts/{name}", "/starts/system")
                    .replace("{queue}", "low")
                    .replace("{marketplace}", "ozon")
                    .replaceFirst("\\{\\w+}", ofId);
            Caller typed = this == START_IMPORT ? caller.sending("Content-Type: text/csv") : caller;
            Caller sender = route.endsWith("-updates") || this == START_IMPORT
                    ? typed.withKey(UUID.randomUUID().toString())
                    : typed;
            return sender.send(parts[0], target, body.replace("{shop}", ofId).formatted(UUID.randomUUID()));
        }
    }

    private final TestSeller owner = aSeller()
            .withShop()
            .withPosting("owners-number", null)
            .withLine("owners-number", 1, "owners-line")
            .withLabel("owners-number")
            .withOffer("owners-code")
            .withWarehouse("1", true);
    private final TestSeller stranger = aSeller()
            .withShop()
            .withPosting("strangers-number", null)
            .withLine("strangers-number", 1, "strangers-line")
            .withLabel("strangers-number")
            .withLabel("owners-number")
            .withOffer("strangers-code")
            .withWarehouse("strangers-warehouse", true);
    private final UUID owned = job(owner);
    private final UUID foreign = job(stranger);

    private final Map<PublicId, Function<TestSeller, UUID>> ids = Map.of(
            PublicId.SHOP,
            TestSeller::shop,
            PublicId.OPERATION,
            seller -> seller == owner ? owned : foreign,
            PublicId.SELLER,
            TestSeller::id,
            PublicId.TOKEN,
            seller -> Tokens.idOf(Tokens.seller(seller.id())));

    @Test
    void everyDeclaredRouteHasARow() {
        List<String> rows = Arrays.stream(Row.values())
                .map(row -> row.route.replaceFirst("\\?.*", ""))
                .distinct()
                .toList();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(Routes.declared());
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void theRightCallerWithAnIdOfItsOwnSucceeds(Row row) {
        Caller caller = row.role == Role.OPS ? Caller.ops() : owner.calls();
        prepare(row);
        Reply reply = row.by(caller, id(row, owner));

        assertThat(reply.status()).as("%s", reply).isEqualTo(row.success);
        assertThat(reply.body()).doesNotContain(secretsOf(stranger));
    }

    /** Ours ended well; some routes are for others, and some remove what is there. */
    private void prepare(Row row) {
        switch (row) {
            case CANCEL -> Rows.run("UPDATE jobrunr_jobs SET state = 'ENQUEUED' WHERE id = ?", owned);
            case RETRY, DISCARD, RETRY_DEAD, DISCARD_DEAD ->
                Rows.run("UPDATE jobrunr_jobs SET state = 'FAILED' WHERE id = ?", owned);
            case REMOVE_STARTS ->
                Rows.run("INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('system', 9, 9, 9)"
                        + " ON CONFLICT DO NOTHING");
            case REMOVE_ONE ->
                Rows.run("INSERT INTO concurrency_limit (scope, of, running) VALUES ('shop', ?, 9)", owner.shop());
            case GET_SCHEDULE, TRIGGER -> TestSchedule.configured("orders");
            case UNSIZE_POOL -> Rows.run("INSERT INTO pool_size VALUES ('low', 2) ON CONFLICT DO NOTHING");
            default -> {}
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Row.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PROBLEM_PAGE", "WEBHOOK"})
    void nobodyElseGetsPastTheDoorWhateverTheId(Row row) {
        List<String> ids = allIds(row);
        Caller wrongRole = row.role == Role.OPS ? owner.calls() : Caller.ops();
        assertThat(refused(row, Caller.anonymous(), ids).values())
                .allSatisfy(reply -> assertThat(reply.status()).isEqualTo(401));
        assertThat(refused(row, wrongRole, ids).values())
                .allSatisfy(reply -> assertThat(reply.status()).isEqualTo(403));
    }

    @ParameterizedTest
    @EnumSource(
            value = Row.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PROBLEM_PAGE", "WEBHOOK"})
    void foreignRandomAndMalformedIdsAreEquallyUnknown(Row row) {
        if (row.id == null) {
            assertThat(row.by(caller(row), "").body()).doesNotContain(secretsOf(stranger));
            return;
        }
        List<String> unknown = new ArrayList<>(malformed(row));
        unknown.add(row.id.of(UUID.randomUUID()));
        if (row.role == Role.SELLER) {
            unknown.add(id(row, stranger));
        }
        refused(row, caller(row), unknown).forEach((id, reply) -> {
            assertThat(reply.status()).as("%s with %s: %s", row, id, reply).isEqualTo(404);
            assertThat(reply.body().replace(id, "")).doesNotContain(secretsOf(stranger));
        });
    }

    @Test
    void aKeyOfIdempotencyOfAnotherSellerSaysNothing() {
        String key = UUID.randomUUID().toString();
        stranger.calls().withKey(key).post(stranger.syncsPath(), SYNC);

        assertThat(owner.calls().withKey(key).post(owner.syncsPath(), SYNC).body())
                .doesNotContain(secretsOf(stranger));
    }

    /** The answers by id; none of them wrote anything. */
    private Map<String, Reply> refused(Row row, Caller caller, List<String> ids) {
        return Rows.nothingIsWrittenBy(() -> {
            Map<String, Reply> replies = new LinkedHashMap<>();
            ids.forEach(id -> replies.put(id, row.by(caller, id)));
            return replies;
        });
    }

    private Caller caller(Row row) {
        return row.role == Role.OPS ? Caller.ops() : owner.calls();
    }

    private String id(Row row, TestSeller seller) {
        return row.id == null ? "" : row.id.of(ids.get(row.id).apply(seller));
    }

    private List<String> allIds(Row row) {
        return row.id == null
                ? List.of("")
                : Stream.concat(
                                Stream.of(id(row, owner), id(row, stranger), row.id.of(UUID.randomUUID())),
                                malformed(row).stream())
                        .toList();
    }

    private List<String> malformed(Row row) {
        String id = id(row, owner);
        return List.of(
                "x",
                "1",
                "-1",
                id.toLowerCase().concat("a"),
                id + "0",
                id.substring(1),
                UUID.randomUUID().toString(),
                "'or'1");
    }

    private static String[] secretsOf(TestSeller seller) {
        return new String[] {
            seller.id().toString(),
            PublicId.SELLER.of(seller.id()),
            seller.shopId(),
            seller.shop().toString(),
            "strangers-number",
            "strangers-line",
            "strangers-code",
            "strangers-warehouse"
        };
    }

    private static UUID job(TestSeller seller) {
        return TestJob.aBareJobOf(seller, seller.shop(), "orders.pull", "SUCCEEDED");
    }
}
