package io.marketsync.api.operation;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaField;
import org.junit.jupiter.api.Test;

import io.marketsync.db.Schema;
import io.marketsync.job.Kind;

import static io.marketsync.testing.ArchitectureRules.shippedWith;
import static org.assertj.core.api.Assertions.assertThat;

class KnownKindsTest {

    @Test
    void theyAreThoseThatTheLibraryDeclares() throws ReflectiveOperationException {
        Set<String> declared = new TreeSet<>();
        for (var declaring : shippedWith(Schema.class)) {
            for (JavaField field : declaring.getFields()) {
                if (field.getName().equals("KINDS")) {
                    ((Collection<?>) field.reflect().get(null)).forEach(kind -> declared.add(((Kind<?>) kind).name()));
                }
                if (field.getRawType().isEquivalentTo(Kind.class)
                        && field.getName().equals("KIND")) {
                    declared.add(((Kind<?>) field.reflect().get(null)).name());
                }
            }
        }
        assertThat(KnownKinds.NAMES).containsExactlyInAnyOrderElementsOf(declared);
        assertThat(KnownKinds.NAMES)
                .containsAll(SyncKind.kinds().stream().map(Kind::name).toList());
    }
}
