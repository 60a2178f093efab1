package io.marketsync.db;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** The walls as the catalog has them. A table that somebody adds tomorrow must be inside, or on a list with its reason. */
class SchemaIT {

    private final TestDatabase database = TestDatabase.shared();

    @Test
    void everyTableIsWalledOrOnTheList() {
        assertThat(read(SchemaRules::withoutForcedRowSecurity))
                .containsExactlyElementsOf(new TreeSet<>(SchemaRules.WITHOUT_WALLS));
    }

    @Test
    void theTestsOfTheWallsKnowEveryWalledTable() {
        List<String> walled = read(SchemaRules::tables);
        walled.removeAll(SchemaRules.WITHOUT_WALLS);
        assertThat(walled).containsExactlyInAnyOrderElementsOf(WalledSeller.TABLES);
    }

    @Test
    void everyGrantedCommandHasAPolicyForItsRole() {
        assertThat(read(SchemaRules::grantedWithoutPolicy)).isEmpty();
    }

    @Test
    void onlyTheQueueAndTheLookUpsSeeMoreThanOneSeller() {
        assertThat(read(SchemaRules::policiesWiderThanOneSeller))
                .containsExactly(
                        "api_token lookup marketsync_lookup",
                        "api_token ops_tokens marketsync_owner",
                        "batch workers marketsync_worker",
                        "batch_joined workers marketsync_worker",
                        "freshness lookup marketsync_lookup",
                        "freshness workers marketsync_worker",
                        "idempotency_key lookup_forgets marketsync_lookup",
                        "import_file lookup_forgets marketsync_lookup",
                        "import_reject lookup_forgets marketsync_lookup",
                        "job workers marketsync_worker",
                        "job_run lookup marketsync_lookup",
                        "job_run workers marketsync_worker",
                        "label lookup_forgets marketsync_lookup",
                        "posting lookup marketsync_lookup",
                        "price lookup marketsync_lookup",
                        "seller lookup_knows marketsync_lookup",
                        "seller lookup_makes marketsync_lookup",
                        "shop lookup_knows marketsync_lookup",
                        "sync_watermark lookup marketsync_lookup",
                        "webhook_inbox lookup_forgets marketsync_lookup",
                        "webhook_path lookup marketsync_lookup");
    }

    @Test
    void servingRolesOwnNothingAndPassByNoWall() {
        assertThat(read(SchemaRules::mightyRoles)).isEmpty();
    }

    @Test
    void functionsThatLookAcrossSellersAreThese() {
        assertThat(read(SchemaRules::definerFunctions))
                .containsExactlyInAnyOrder(
                        "cancel_job(uuid) marketsync_lookup search_path=pg_catalog, public marketsync_api",
                        "cancel_jobs(uuid[]) marketsync_lookup search_path=pg_catalog, public marketsync_api",
                        "retry_jobs(uuid[]) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "discard_jobs(uuid[]) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "canary_shop(text,integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "follow_breaker(text) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "ops_close_breaker(uuid,text) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_refused_keys(uuid,timestamp with time zone,uuid,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "check_requests() marketsync_lookup search_path=pg_catalog marketsync_api,marketsync_worker",
                        "hurry_job(uuid) marketsync_lookup search_path=pg_catalog, public marketsync_api,marketsync_worker",
                        "discard_job(uuid) marketsync_lookup search_path=pg_catalog, public marketsync_api",
                        "due_shops(text,integer,timestamp with time zone,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "forget_expired_keys(integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "ops_create_seller(uuid,uuid,text)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_create_token(uuid,uuid,uuid,bytea,text,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_dead_letters(uuid,text,text,uuid,timestamp without time zone,uuid,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_discard_dead_letter(uuid,uuid)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_discard_dead_letters(uuid,text,text,uuid,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_knows_seller(uuid,uuid) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_pause(uuid,text,text,text) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_remove_concurrency(uuid,text,uuid)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_remove_start_limit(uuid,text)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_remove_pool_size(uuid,text) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_resume(uuid,text,text) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_retry_dead_letter(uuid,uuid) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_retry_dead_letters(uuid,text,text,uuid,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_revoke_token(uuid,uuid) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_schedules(uuid,text,text,integer) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_set_concurrency(uuid,text,uuid,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_set_pool_size(uuid,text,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_set_queue_bound(uuid,text,integer,integer,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_set_start_limit(uuid,text,integer,integer,text)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_shop_keys(uuid,timestamp with time zone,timestamp with time zone,uuid,integer)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_api",
                        "ops_trigger_schedule(uuid,text) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "pause_for_key(uuid) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "resume_with_key(uuid) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "retry_job(uuid) marketsync_lookup search_path=pg_catalog marketsync_api",
                        "shop_keys(timestamp with time zone) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "shop_staleness(text,integer,timestamp with time zone)"
                                + " marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "token_owner(bytea) marketsync_lookup search_path=pg_catalog, public marketsync_api",
                        "sellers_with_payloads(interval,integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "forget_tokens(interval,integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "forget_imports(interval,integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "forget_import_rejects(interval,integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "forget_labels(integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "forget_webhooks(interval,integer) marketsync_lookup search_path=pg_catalog marketsync_worker",
                        "webhook_shop(bytea,text) marketsync_lookup search_path=pg_catalog marketsync_api");
    }

    @Test
    void viewsRunWithTheirCallersRights() {
        assertThat(read(SchemaRules::viewsWithTheirOwnersRights)).isEmpty();
    }

    /** S(elect) I(nsert) U(pdate) D(elete), small letters for some columns only. Whoever changes this changes the walls. */
    @Test
    void whatIsGrantedToWhom() {
        assertThat(read(SchemaRules::grants))
                .containsExactlyInAnyOrder(
                        "marketsync_api batch SI",
                        "marketsync_api import_file SIDu",
                        "marketsync_api import_chunk I",
                        "marketsync_api import_reject S",
                        "marketsync_lookup import_file Dsu",
                        "marketsync_lookup import_reject Dsu",
                        "marketsync_worker import_file Su",
                        "marketsync_worker import_chunk SD",
                        "marketsync_worker import_reject I",
                        "marketsync_api label S",
                        "marketsync_api label_file S",
                        "marketsync_lookup label Dsu",
                        "marketsync_worker label SIUD",
                        "marketsync_worker label_file I",
                        "marketsync_worker label_task SIUD",
                        "marketsync_api shop_day S",
                        "marketsync_api shop_day_revenue S",
                        "marketsync_worker shop_day SIU",
                        "marketsync_worker shop_day_revenue SIUD",
                        "marketsync_api stock_level SIU",
                        "marketsync_api stock_setting SIU",
                        "marketsync_api stock_drift S",
                        "marketsync_api backfill_day S",
                        "marketsync_worker backfill_day SIU",
                        "marketsync_worker stock_drift SIUD",
                        "marketsync_worker stock_level SIU",
                        "marketsync_worker stock_setting S",
                        "marketsync_api price SIU",
                        "marketsync_api price_setting Siu",
                        "marketsync_worker price SIU",
                        "marketsync_worker price_setting Siu",
                        "marketsync_lookup price s",
                        "marketsync_api breaker S",
                        "marketsync_api catalogue_run S",
                        "marketsync_api warehouse S",
                        "marketsync_api batch_joined SI",
                        "marketsync_api concurrency_limit S",
                        "marketsync_api idempotency_key SIUD",
                        "marketsync_api job SI",
                        "marketsync_api job_count S",
                        "marketsync_api job_count_delta SI",
                        "marketsync_api job_end_count S",
                        "marketsync_api job_run S",
                        "marketsync_api jobrunr_backgroundjobservers S",
                        "marketsync_api jobrunr_jobs SI",
                        "marketsync_api jobrunr_metadata S",
                        "marketsync_api jobrunr_recurring_jobs S",
                        "marketsync_api offer S",
                        "marketsync_api pause S",
                        "marketsync_api pool_server S",
                        "marketsync_api pool_size S",
                        "marketsync_api posting S",
                        "marketsync_api posting_line S",
                        "marketsync_api queue_bound S",
                        "marketsync_api seller S",
                        "marketsync_api shop SIU",
                        "marketsync_api start_limit S",
                        "marketsync_api sync_watermark S",
                        "marketsync_api webhook_inbox SI",
                        "marketsync_api freshness siu",
                        "marketsync_api webhook_path SIUD",
                        "marketsync_lookup api_token SIUD",
                        "marketsync_lookup posting s",
                        "marketsync_lookup sync_watermark s",
                        "marketsync_lookup breaker SU",
                        "marketsync_lookup concurrency_limit SIUD",
                        "marketsync_lookup freshness S",
                        "marketsync_lookup idempotency_key Dsu",
                        "marketsync_lookup job_count_delta I",
                        "marketsync_lookup job_run Su",
                        "marketsync_lookup jobrunr_jobs Su",
                        "marketsync_lookup pause SIUD",
                        "marketsync_lookup pool_size SIUD",
                        "marketsync_lookup queue_bound SU",
                        "marketsync_lookup schedule Su",
                        "marketsync_lookup seller si",
                        "marketsync_lookup shop s",
                        "marketsync_lookup start_limit SIUD",
                        "marketsync_lookup webhook_inbox Dsu",
                        "marketsync_lookup webhook_path S",
                        "marketsync_worker batch SDu",
                        "marketsync_worker batch_joined SD",
                        "marketsync_worker breaker SIU",
                        "marketsync_worker catalogue_run SIU",
                        "marketsync_worker warehouse SIU",
                        "marketsync_worker concurrency_limit S",
                        "marketsync_worker freshness SIU",
                        "marketsync_worker job SID",
                        "marketsync_worker job_count SIUD",
                        "marketsync_worker job_count_delta SIUD",
                        "marketsync_worker job_end_count SIUD",
                        "marketsync_worker job_run SIUD",
                        "marketsync_worker jobrunr_backgroundjobservers SIUD",
                        "marketsync_worker jobrunr_jobs SIUD",
                        "marketsync_worker jobrunr_metadata SIUD",
                        "marketsync_worker jobrunr_recurring_jobs SIUD",
                        "marketsync_worker offer SIUD",
                        "marketsync_worker pause S",
                        "marketsync_worker pool_server SIUD",
                        "marketsync_worker pool_size S",
                        "marketsync_worker posting SIUD",
                        "marketsync_worker posting_line SIUD",
                        "marketsync_worker queue_bound S",
                        "marketsync_worker schedule SIU",
                        "marketsync_worker seller S",
                        "marketsync_worker shop Su",
                        "marketsync_worker start_limit Su",
                        "marketsync_worker sync_watermark SIUD",
                        "marketsync_worker webhook_inbox Su");
    }

    @Test
    void workersMayFlagAShopAndRewrapItsKeyButNotReplaceIt() {
        assertThat(read(SchemaRules::columnsOfShopTheWorkersMayChange))
                .containsExactly(
                        "attention",
                        "attention_note",
                        "attention_since",
                        "key_checked_at",
                        "key_ends_at",
                        "key_missing_roles",
                        "key_missing_since",
                        "key_roles",
                        "updated_at",
                        "wrapped_key");
    }

    @Test
    void postingsAreWrittenByWorkersAlone() {
        for (String table : List.of(
                "posting", "posting_line", "offer", "catalogue_run", "warehouse", "sync_watermark", "label_file")) {
            assertThat(read(handle -> SchemaRules.writersOf(handle, table)))
                    .as(table)
                    .containsExactly("marketsync_owner", "marketsync_worker");
        }
    }

    @Test
    void noForeignKeyCanNameAnotherSellersRow() {
        assertThat(read(SchemaRules::keysAcrossSellers)).isEmpty();
    }

    @Test
    void indexesBeginWithTheSellerOrAreOnTheList() {
        assertThat(read(SchemaRules::indexesNotBySeller))
                .containsExactlyElementsOf(new TreeSet<>(SchemaRules.OTHER_INDEXES));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("CREATE TABLE leak (x int)", SchemaRules::withoutForcedRowSecurity, "leak"),
                mistake(
                        "CREATE TABLE leak (seller_id uuid); ALTER TABLE leak ENABLE ROW LEVEL SECURITY",
                        SchemaRules::withoutForcedRowSecurity,
                        "leak"),
                mistake(
                        "CREATE TABLE leak (seller_id uuid); GRANT SELECT ON leak TO marketsync_api",
                        SchemaRules::grantedWithoutPolicy,
                        "leak SELECT marketsync_api"),
                mistake(
                        "DROP POLICY one_seller ON shop; CREATE POLICY one_seller ON shop FOR SELECT USING (true)",
                        SchemaRules::grantedWithoutPolicy,
                        "shop INSERT marketsync_api"),
                mistake(
                        "CREATE POLICY wide ON shop TO marketsync_api USING (true) WITH CHECK (true)",
                        SchemaRules::policiesWiderThanOneSeller,
                        "shop wide marketsync_api"),
                mistake("ALTER ROLE marketsync_api BYPASSRLS", SchemaRules::mightyRoles, "marketsync_api"),
                mistake("GRANT marketsync_owner TO marketsync_worker", SchemaRules::mightyRoles, "marketsync_worker"),
                mistake("ALTER TABLE offer OWNER TO marketsync_worker", SchemaRules::mightyRoles, "marketsync_worker"),
                mistake(
                        "CREATE FUNCTION leak() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;"
                                + " ALTER FUNCTION leak() OWNER TO marketsync_lookup; ALTER FUNCTION leak() SET search_path = ''",
                        SchemaRules::definerFunctions,
                        "leak() marketsync_lookup search_path=\"\" PUBLIC"),
                mistake("CREATE VIEW leak AS SELECT id FROM shop", SchemaRules::viewsWithTheirOwnersRights, "leak"),
                mistake("GRANT UPDATE ON job TO marketsync_api", SchemaRules::grants, "marketsync_api job SIU"),
                mistake("GRANT SELECT ON shop TO PUBLIC", SchemaRules::grants, "PUBLIC shop S"),
                mistake(
                        "GRANT UPDATE (status) ON posting TO marketsync_api",
                        handle -> SchemaRules.writersOf(handle, "posting"),
                        "marketsync_api"),
                mistake(
                        "ALTER TABLE offer ADD CONSTRAINT leak FOREIGN KEY (shop_id) REFERENCES shop (id)",
                        SchemaRules::keysAcrossSellers,
                        "leak"),
                mistake("CREATE INDEX leak ON posting (status)", SchemaRules::indexesNotBySeller, "leak"));
    }

    private static Arguments mistake(String change, Function<Handle, List<String>> rule, String found) {
        return Arguments.of(change, rule, found);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsSeen(String change, Function<Handle, List<String>> rule, String found) {
        List<String> broken = database.superuser().withHandle(handle -> {
            handle.begin();
            handle.createScript(change).execute();
            List<String> answer = rule.apply(handle);
            handle.rollback();
            return answer;
        });
        assertThat(broken).contains(found);
        assertThat(read(rule)).doesNotContain(found);
    }

    private List<String> read(Function<Handle, List<String>> rule) {
        return database.superuser().withHandle(rule::apply);
    }
}
