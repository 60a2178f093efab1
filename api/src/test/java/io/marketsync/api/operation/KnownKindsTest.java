package io.marketsync.api.operation;

import org.junit.jupiter.api.Test;

import io.marketsync.db.Schema;
import io.marketsync.job.Kind;
import io.marketsync.testing.DeclaredKinds;

import static io.marketsync.testing.ArchitectureRules.shippedWith;
import static org.assertj.core.api.Assertions.assertThat;

class KnownKindsTest {

    @Test
    void theyAreThoseThatTheLibraryDeclares() throws ReflectiveOperationException {
        assertThat(KnownKinds.NAMES)
                .containsExactlyInAnyOrderElementsOf(DeclaredKinds.names(shippedWith(Schema.class)));
        assertThat(KnownKinds.NAMES)
                .containsAll(SyncKind.kinds().stream().map(Kind::name).toList());
    }
}
