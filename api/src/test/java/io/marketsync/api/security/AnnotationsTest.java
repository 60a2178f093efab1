package io.marketsync.api.security;

import java.lang.annotation.Annotation;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Context;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.Probe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each rule is also seen red, on the probe resource that breaks it on purpose. */
class AnnotationsTest {

    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.marketsync.api");

    private static final DescribedPredicate<JavaMethod> RESOURCE_METHODS = DescribedPredicate.describe(
            "answer HTTP requests", method -> method.getAnnotations().stream().anyMatch(AnnotationsTest::isHttpMethod));

    private static final ArchRule EVERY_METHOD_SAYS_WHO_MAY_CALL_IT = methods()
            .that(RESOURCE_METHODS)
            .should(new ArchCondition<>("say who may call them") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean said = says(method, RolesAllowed.class) || says(method, PermitAll.class);
                    events.add(new SimpleConditionEvent(method, said, method.getFullName() + " says nothing"));
                }
            });

    // GHSA-phg3-gv66-q38x: request parameters in fields leaked from one request into another.
    private static final ArchRule NO_FIELD_HOLDS_A_REQUEST = fields().should(new ArchCondition<>("hold no request") {
        @Override
        public void check(JavaField field, ConditionEvents events) {
            boolean injected = field.getAnnotations().stream().anyMatch(AnnotationsTest::isRequestParameter);
            events.add(new SimpleConditionEvent(field, !injected, field.getFullName() + " is a request parameter"));
        }
    });

    @Test
    void everyResourceMethodSaysWhoMayCallIt() {
        EVERY_METHOD_SAYS_WHO_MAY_CALL_IT.check(API);
    }

    @Test
    void aMethodThatSaysNothingIsFound() {
        JavaClasses probe = new ClassFileImporter().importClasses(Probe.class);

        assertThatThrownBy(() -> EVERY_METHOD_SAYS_WHO_MAY_CALL_IT.check(probe)).hasMessageContaining("unannotated");
    }

    @Test
    void noFieldHoldsARequestParameter() {
        NO_FIELD_HOLDS_A_REQUEST.check(API);
    }

    @Test
    void aFieldWithARequestParameterIsFound() {
        JavaClasses leaky = new ClassFileImporter().importClasses(Leaky.class);

        assertThatThrownBy(() -> NO_FIELD_HOLDS_A_REQUEST.check(leaky)).hasMessageContaining("Leaky.uri");
    }

    static class Leaky {
        @Context
        Object uri;
    }

    private static boolean says(JavaMethod method, Class<? extends Annotation> annotation) {
        return method.isAnnotatedWith(annotation) || method.getOwner().isAnnotatedWith(annotation);
    }

    private static boolean isHttpMethod(JavaAnnotation<?> annotation) {
        return annotation.getRawType().isAnnotatedWith(HttpMethod.class);
    }

    private static boolean isRequestParameter(JavaAnnotation<?> annotation) {
        String name = annotation.getRawType().getName();
        return name.equals(Context.class.getName())
                || name.startsWith("jakarta.ws.rs.") && name.endsWith("Param")
                || name.startsWith("org.jboss.resteasy.reactive.Rest");
    }
}
