package io.marketsync.imports;

import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

import io.marketsync.imports.ImportFile.Format;
import io.marketsync.imports.ImportFile.What;

import static org.assertj.core.api.Assertions.assertThat;

/** How many files of a seller are there, whatever begins meanwhile. */
class ImportFileIT extends ImportingShop {

    @Test
    void oneThatBeginsMeanwhileIsWaitedForAndCounts() {
        CompletableFuture<Integer> second = database.api().forSeller(seller, handle -> {
            assertThat(files.waiting(handle, seller)).isZero();
            files.begin(handle, seller, file, shop, What.STOCK, Format.CSV);
            CompletableFuture<Integer> meanwhile = CompletableFuture.supplyAsync(
                    () -> database.api().forSeller(seller, other -> files.waiting(other, seller)));
            Awaitility.await("it stands behind the first").until(() -> meanwhile.isDone() || waits(handle));
            return meanwhile;
        });
        assertThat(second.join()).isEqualTo(1);
    }

    /** Whether a transaction waits for one of this one's locks. */
    private static boolean waits(Handle handle) {
        return handle.createQuery("""
                        SELECT EXISTS (SELECT FROM pg_locks mine JOIN pg_locks other
                            USING (locktype, database, classid, objid, objsubid)
                            WHERE mine.pid = pg_backend_pid() AND mine.granted AND NOT other.granted AND locktype = 'advisory')""").mapTo(Boolean.class).one();
    }
}
