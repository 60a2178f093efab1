package io.marketsync;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.DeclaredKinds;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of {@code ops/dev/costs} is whole: tests print what each kind costs, and the command runs them. */
class CostsTest {

    /** Statements are counted where there is a database. */
    private static final List<JavaMethod> PRINTING = new ClassFileImporter()
                    .withImportOption(location -> location.contains("IT.class"))
                    .importUrl(CostsTest.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation())
                    .stream()
                    .flatMap(type -> type.getMethods().stream())
                    .filter(CostsTest::printsACost)
                    .toList();

    @Test
    void whatAJobOfEachKindCostsIsPrinted() {
        Set<String> printed = PRINTING.stream()
                .flatMap(method -> method.getFieldAccesses().stream())
                .map(JavaFieldAccess::getTarget)
                .map(field -> field.getFullName())
                .collect(Collectors.toSet());
        assertThat(DeclaredKinds.fields(ArchitectureTest.LIBRARY))
                .isNotEmpty()
                .extracting(JavaField::getFullName)
                .isSubsetOf(printed);
    }

    @Test
    void theCommandRunsWhoeverPrintsACost() {
        assertThat(PRINTING).allSatisfy(method -> assertThat(method.tryGetAnnotationOfType(Tag.class))
                .as(method.getFullName())
                .map(Tag::value)
                .contains(Printed.COSTS));
    }

    private static boolean printsACost(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .map(call -> call.getTarget())
                .anyMatch(called -> called.getOwner().isEquivalentTo(Printed.class)
                        && called.getName().equals("cost"));
    }
}
