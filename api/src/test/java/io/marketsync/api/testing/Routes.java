package io.marketsync.api.testing;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Every route that the code of the api declares, as {@code GET /api/v1/shops/{shop}}. */
public final class Routes {

    private Routes() {}

    public static SortedSet<String> declared() {
        SortedSet<String> routes = new TreeSet<>();
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.marketsync.api")) {
            for (JavaMethod method : resource.getMethods()) {
                httpMethod(method).ifPresent(verb -> routes.add(verb + " " + base(resource) + path(method)));
            }
        }
        return routes;
    }

    private static Optional<String> httpMethod(JavaMethod method) {
        return method.getAnnotations().stream()
                .map(JavaAnnotation::getRawType)
                .filter(type -> type.isAnnotatedWith(HttpMethod.class))
                .map(type -> type.getAnnotationOfType(HttpMethod.class).value())
                .findFirst();
    }

    private static String base(JavaClass resource) {
        return resource.getAnnotationOfType(Path.class).value();
    }

    private static String path(JavaMethod method) {
        return method.isAnnotatedWith(Path.class)
                ? method.getAnnotationOfType(Path.class).value()
                : "";
    }
}
