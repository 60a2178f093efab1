package io.marketsync.api.openapi;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.Document.Op;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSchedule;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.api.testing.Tokens;
import io.marketsync.imports.ImportFile;
import io.marketsync.queue.NewBatch;

import static io.marketsync.api.testing.TestJob.aJobOf;
import static io.marketsync.api.testing.TestSeller.aSeller;

/** A seller, an operator and everything an operation needs to succeed; {@link #inWhich} spoils exactly one thing. */
final class Scene {

    /** What the api's role needs for an operation, and how it gets it back. */
    private static final Map<String, String> RIGHTS = Map.ofEntries(
            Map.entry("Shops", "SELECT ON shop"),
            Map.entry("Operations", "SELECT ON operation"),
            Map.entry("Postings", "SELECT ON posting"),
            Map.entry("Offers", "SELECT ON offer"),
            Map.entry("listBackfillDays", "SELECT ON backfill_day"),
            Map.entry("listShopDays", "SELECT ON shop_day"),
            Map.entry("Stock", "SELECT ON stock_level"),
            Map.entry("listStockDrift", "SELECT ON stock_drift"),
            Map.entry("getStockHealing", "SELECT ON stock_setting"),
            Map.entry("enableStockHealing", "INSERT ON stock_setting"),
            Map.entry("disableStockHealing", "INSERT ON stock_setting"),
            Map.entry("getWebhook", "SELECT ON webhook_path"),
            Map.entry("Prices", "SELECT ON price"),
            Map.entry("Labels", "SELECT ON label"),
            Map.entry("startImport", "INSERT ON import_chunk"),
            Map.entry("listImportRejects", "SELECT ON import_reject"),
            Map.entry("createSeller", "EXECUTE ON FUNCTION ops_create_seller"),
            Map.entry("createToken", "EXECUTE ON FUNCTION ops_create_token"),
            Map.entry("revokeToken", "EXECUTE ON FUNCTION ops_revoke_token"),
            Map.entry("startSyncs", "SELECT ON batch_operation"),
            Map.entry("listPauses", "SELECT ON pause"),
            Map.entry("getLimits", "SELECT ON start_limit"),
            Map.entry("getPools", "SELECT ON pool_server"),
            Map.entry("getBreakers", "SELECT ON breaker"),
            Map.entry("lookup", "EXECUTE ON FUNCTION token_owner"));

    private static final Map<String, String> FUNCTIONS = Map.ofEntries(
            Map.entry("listDeadLetters", "ops_dead_letters"),
            Map.entry("listEndingKeys", "ops_shop_keys"),
            Map.entry("retryDeadLetter", "ops_retry_dead_letter"),
            Map.entry("discardDeadLetter", "ops_discard_dead_letter"),
            Map.entry("retryDeadLetters", "ops_retry_dead_letters"),
            Map.entry("discardDeadLetters", "ops_discard_dead_letters"),
            Map.entry("listRefusedKeys", "ops_refused_keys"),
            Map.entry("closeBreaker", "ops_close_breaker"),
            Map.entry("pauseTarget", "ops_pause"),
            Map.entry("resumeTarget", "ops_resume"),
            Map.entry("listSchedules", "ops_schedules"),
            Map.entry("getSchedule", "ops_schedules"),
            Map.entry("triggerSchedule", "ops_trigger_schedule"),
            Map.entry("setStartLimit", "ops_set_start_limit"),
            Map.entry("removeStartLimit", "ops_remove_start_limit"),
            Map.entry("setDefaultConcurrency", "ops_set_concurrency"),
            Map.entry("setConcurrency", "ops_set_concurrency"),
            Map.entry("removeConcurrency", "ops_remove_concurrency"),
            Map.entry("setQueueBound", "ops_set_queue_bound"),
            Map.entry("setPoolSize", "ops_set_pool_size"),
            Map.entry("removePoolSize", "ops_remove_pool_size"));

    private static final String RANDOM_KEY = UUID.randomUUID().toString();

    private final Op op;
    private final TestSeller seller = aSeller().withShop();
    private final TestJob job = aJobOf(seller).running();
    private Caller caller;
    private String path;
    private String body;
    private Runnable end = () -> {};

    private Scene(Op op) {
        this.op = op;
        this.body = op.exampleBody().replace("shop_01KAG9XZ3V8M2QF5T7B1N4C6DE", seller.shopId());
        this.caller = withNeededKey(isOps() ? Caller.ops() : seller.calls());
        bringJob();
        seller.withPosting("1-0001-1", null).withLine("1-0001-1", 1, "tea").withLabel("1-0001-1");
        seller.withOffer("tea-2").withWarehouse("1", true);
        steered();
        this.path = (isImport() ? op.path() + "?what=stock&shop={shop}" : op.path())
                .replace("{shop}", seller.shopId())
                .replace("{posting}", "1-0001-1")
                .replace("{operation}", job.operationId())
                .replace("{letter}", job.operationId())
                .replace("/starts/{name}", op.method().equals("DELETE") ? "/starts/system" : "/starts/cron:orders.pull")
                .replace("{queue}", "high")
                .replace("{marketplace}", "ozon")
                .replace("{schedule}", "orders")
                .replace("{scope}", "shop")
                .replace("{name}", seller.shopId())
                .replace("{seller}", PublicId.SELLER.of(seller.id()))
                .replace("{token}", PublicId.TOKEN.of(Tokens.idOf(seller.calls().token())));
    }

    private Caller withNeededKey(Caller caller) {
        return Set.of("updateStock", "updatePrices", "startImport").contains(op.id())
                ? typed(caller).withKey(UUID.randomUUID().toString())
                : caller;
    }

    private Caller typed(Caller caller) {
        return op.hasBody() ? caller.sending("Content-Type: " + op.mediaType()) : caller;
    }

    private boolean isImport() {
        return op.id().equals("startImport");
    }

    private void bringJob() {
        if (op.id().startsWith("retry") || op.id().startsWith("discard")) {
            job.dead("transient", "Connection reset.");
        } else if (!op.id().startsWith("cancel")) {
            job.finished("ok");
        }
    }

    /** What an operator can remove. */
    private void steered() {
        Rows.run(
                "INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('system', 9, 9, 9) ON CONFLICT DO NOTHING");
        Rows.run("INSERT INTO concurrency_limit (scope, of, running) VALUES ('shop', ?, 9)", seller.shop());
        TestSchedule.configured("orders");
        Rows.run("INSERT INTO pool_size (queue, slots) VALUES ('high', 3) ON CONFLICT DO NOTHING");
    }

    static Scene of(Op op) {
        return new Scene(op);
    }

    Reply call() {
        return caller.send(op.method(), path, body);
    }

    void end() {
        end.run();
    }

    Scene inWhich(ProblemCode code) {
        switch (code) {
            case MISSING_TOKEN -> caller = typed(Caller.anonymous());
            case INVALID_TOKEN -> caller = typed(Caller.with(Tokens.unknown()));
            case FORBIDDEN -> caller = typed(isOps() ? seller.calls() : Caller.ops());
            case INTERNAL -> without(right());
            case UNAVAILABLE -> without(RIGHTS.get("lookup"));
            case NOT_ACCEPTABLE -> caller = caller.sending("Accept: image/png");
            case VALIDATION_FAILED -> invalid();
            case MALFORMED_JSON -> body = body.substring(1);
            case UNKNOWN_FIELD -> body = body.replaceFirst("\\{", "{\"sellerId\":\"" + seller.id() + "\",");
            case BODY_TOO_LARGE -> tooLarge();
            case UNSUPPORTED_MEDIA_TYPE -> caller = caller.sending("Content-Type: text/plain");
            case PAGE_LIMIT -> path += "?limit=101";
            case BAD_CURSOR -> path += "?cursor=x";
            case CURSOR_MISMATCH -> path += "?cursor=" + aCursorOfAnotherSeller();
            case SHOP_NOT_FOUND -> unknown("shop", PublicId.SHOP);
            case OPERATION_NOT_FOUND -> unknown(op.takes("batch") ? "batch" : "operation", PublicId.OPERATION);
            case SELLER_NOT_FOUND -> unknown("seller", PublicId.SELLER);
            case TOKEN_NOT_FOUND -> unknown("token", PublicId.TOKEN);
            default -> ofItsOwn(code);
        }
        return this;
    }

    private void ofItsOwn(ProblemCode code) {
        switch (code) {
            case LABEL_NOT_FOUND -> {
                path = path.replace("1-0001-1", "1-0001-2");
                body = body.replace("1-0001-1", "1-0001-2");
            }
            case DEAD_LETTER_NOT_FOUND -> unknown("letter", PublicId.OPERATION);
            case TARGET_NOT_FOUND ->
                path = path.replace("/shop", "/nothing")
                        .replaceFirst("/high$", "/nothing")
                        .replace("/ozon/", "/nothing/");
            case SCHEDULE_NOT_FOUND -> path = path.replace("/schedules/orders", "/schedules/nobody");
            case LIMIT_NOT_FOUND -> path = path.replaceFirst("/starts/.*", "/starts/nobody");
            case LIMIT_STAYS -> path = path.replaceFirst("/starts/.*", "/starts/cron");
            case NO_WEBHOOKS -> Rows.run("UPDATE shop SET marketplace = 'wildberries' WHERE id = ?", seller.shop());
            case OPERATION_ALREADY_ENDED, OPERATION_NOT_DEAD -> job.finished("ok");
            case OPERATION_HAS_TWIN -> {
                seller.startsASync();
                job.uniqueAs("orders.pull:" + seller.shop());
            }
            case OPERATION_EXPIRED -> job.expired();
            case SHOP_ALREADY_EXISTS -> call();
            case UNKNOWN_KIND -> body = "{\"kind\":\"orders.push\"}";
            case NO_SHOP_TO_SYNC -> seller.withRejectedKey();
            case BATCH_TOO_LARGE -> {
                seller.withManyShops(NewBatch.MOST_JOBS);
                body = "{\"kind\":\"orders.pull\"}";
                end = seller::withoutManyShops;
            }
            case SYNC_ALREADY_RUNNING -> {
                seller.startsASync();
                body = "{\"kind\":\"orders.pull\",\"onRunning\":\"fail\"}";
            }
            case QUEUE_FULL -> bound("most");
            case SELLER_QUEUE_SHARE -> bound("most_of_one");
            case IMPORTS_WAITING -> Rows.run("""
                        INSERT INTO import_file (seller_id, id, shop_id, what, format)
                        SELECT ?, gen_random_uuid(), ?, 'stock', 'csv' FROM generate_series(1, 10)""", seller.id(), seller.shop());
            case IDEMPOTENCY_KEY_INVALID -> caller = caller.withKey("short");
            case IDEMPOTENCY_KEY_REUSED -> {
                caller = caller.withKey(RANDOM_KEY);
                call();
                body = body.replace("join", "rerun").replace("12", "13");
            }
            case IDEMPOTENCY_KEY_IN_FLIGHT -> {
                caller = caller.withKey(RANDOM_KEY);
                hold(RANDOM_KEY);
            }
            default -> throw new AssertionError("nobody knows how " + code + " of " + op + " happens; add it here");
        }
    }

    private String right() {
        String function = FUNCTIONS.get(op.id());
        return function == null ? RIGHTS.getOrDefault(op.id(), RIGHTS.get(tag())) : "EXECUTE ON FUNCTION " + function;
    }

    private void tooLarge() {
        if (isImport()) {
            caller = caller.sending("Content-Length: " + (ImportFile.MOST_BYTES + 1));
        } else {
            body = " ".repeat(1024 * 1024) + body;
        }
    }

    private void invalid() {
        if (isImport()) {
            path = path.replace("what=stock", "what=nothing");
        } else if (op.hasBody()) {
            body = "{}";
        } else {
            path += "?limit=";
        }
    }

    private void unknown(String parameter, PublicId kind) {
        String id = kind.of(UUID.randomUUID());
        if (op.path().contains("{" + parameter + "}")) {
            path = path.replaceFirst(kind.of(new UUID(0, 0)).replaceFirst("0.*", "") + "[0-9A-Z]{26}", id);
        } else if (path.contains(seller.shopId())) {
            path = path.replace(seller.shopId(), id);
        } else if (op.hasBody() && body.contains(seller.shopId())) {
            body = body.replace(seller.shopId(), id);
        } else if (op.hasBody()) {
            body = "{\"" + parameter + "\":\"" + id + "\"}";
        } else {
            path += "?" + parameter + "=" + id;
        }
    }

    private void bound(String column) {
        String queue = isImport() ? "normal" : "high";
        String before = Rows.text("SELECT " + column + " FROM queue_bound WHERE queue = ?", queue);
        Rows.run("UPDATE queue_bound SET " + column + " = 0 WHERE queue = ?", queue);
        end = () -> Rows.run("UPDATE queue_bound SET " + column + " = ?::int WHERE queue = ?", before, queue);
    }

    private String aCursorOfAnotherSeller() {
        return aSeller()
                .withShop()
                .withShop()
                .get("/api/v1/shops?limit=1")
                .json()
                .path("nextCursor")
                .asText();
    }

    private void without(String right) {
        Rows.run("REVOKE " + right + " FROM marketsync_api");
        end = () -> Rows.run("GRANT " + right + " TO marketsync_api");
    }

    private void hold(String key) {
        Handle other = Rows.all().open();
        other.begin();
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended(? || ' ' || ?, 0))", seller.id() + "", key);
        end = () -> {
            other.rollback();
            other.close();
        };
    }

    private boolean isOps() {
        return tag().equals("Ops");
    }

    private String tag() {
        return op.json().path("tags").get(0).asText();
    }
}
