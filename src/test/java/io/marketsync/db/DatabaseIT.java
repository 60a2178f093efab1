package io.marketsync.db;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DatabaseIT {

    private static final String BUYERS = "Иванова Мария, Тверь";

    private final TestDatabase database = TestDatabase.shared();
    private final UUID seller = database.seller("Seller of a statement that fails");

    @Test
    void aFailureNamesItsStatementAndNotWhatItWasGiven() {
        fails(handle -> handle.createQuery("SELECT :one || 'x', 1 / :zero FROM unnest(:many) AS a (b) WHERE b <> :one")
                .bind("one", BUYERS)
                .bind("zero", 0)
                .bindArray("many", String.class, List.of(BUYERS, "another"))
                .mapTo(String.class)
                .list());
    }

    @Test
    void norDoesOneOnAConnectionOfItsOwn() {
        database.api().forSeller(seller, handle -> {
            Jdbi on = Database.on(handle.getConnection());
            on.useHandle(own -> fails(own, failing -> failing.select("SELECT ?::text, 1 / ?", BUYERS, 0)
                    .mapTo(String.class)
                    .list()));
            return null;
        });
    }

    private void fails(Consumer<Handle> statement) {
        database.api().forSeller(seller, handle -> {
            fails(handle, statement);
            return null;
        });
    }

    private static void fails(Handle handle, Consumer<Handle> statement) {
        JdbiException failure = catchThrowableOfType(JdbiException.class, () -> statement.accept(handle));
        assertThat(failure).hasStackTraceContaining("division by zero").hasMessageContaining("[statement: SELECT ");
        assertThat(failure.toString() + failure.getCause())
                .doesNotContain("Иванова")
                .doesNotContain("another");
    }
}
