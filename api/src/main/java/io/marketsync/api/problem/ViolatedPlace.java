package io.marketsync.api.problem;

import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Where a violated constraint is, in the caller's words: a JSON pointer into the body, or a parameter's name. */
final class ViolatedPlace {

    private ViolatedPlace() {}

    static String of(ConstraintViolation<?> violation) {
        StringBuilder pointer = new StringBuilder("#");
        Path.MethodNode method = null;
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.METHOD) {
                method = node.as(Path.MethodNode.class);
            } else if (node.getKind() == ElementKind.PARAMETER) {
                Optional<String> name = requestName(violation, method, node.as(Path.ParameterNode.class));
                if (name.isPresent()) {
                    return name.get();
                }
            } else {
                append(pointer, node);
            }
        }
        return pointer.toString();
    }

    private static void append(StringBuilder pointer, Path.Node node) {
        if (node.isInIterable()) {
            Object step = node.getIndex() == null ? node.getKey() : node.getIndex();
            pointer.append('/').append(JsonFailures.escape(String.valueOf(step)));
        }
        if (node.getKind() == ElementKind.PROPERTY) {
            pointer.append('/').append(JsonFailures.escape(node.getName()));
        }
    }

    /** Empty for the parameter that is the body. */
    private static Optional<String> requestName(
            ConstraintViolation<?> violation, Path.MethodNode method, Path.ParameterNode node) {
        return parameter(violation.getRootBeanClass(), method, node)
                .flatMap(parameter -> Arrays.stream(parameter.getAnnotations())
                        .flatMap(annotation -> nameIn(annotation, parameter).stream())
                        .findFirst());
    }

    /** The container may have subclassed the resource; only the written class has the annotations. */
    private static Optional<Parameter> parameter(Class<?> type, Path.MethodNode method, Path.ParameterNode node) {
        Optional<Parameter> found = Optional.empty();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            try {
                found = Optional.of(at.getDeclaredMethod(
                                method.getName(), method.getParameterTypes().toArray(Class<?>[]::new))
                        .getParameters()[node.getParameterIndex()]);
            } catch (NoSuchMethodException e) {
                // Inherited: the superclass has it.
                continue;
            }
        }
        return found;
    }

    private static Optional<String> nameIn(Annotation annotation, Parameter parameter) {
        return switch (annotation) {
            case QueryParam query -> Optional.of(query.value());
            case PathParam path -> Optional.of(path.value());
            case HeaderParam header -> Optional.of(header.value());
            case RestQuery query -> Optional.of(named(query.value(), parameter));
            case RestPath path -> Optional.of(named(path.value(), parameter));
            case RestHeader header -> Optional.of(named(header.value(), parameter));
            default -> Optional.empty();
        };
    }

    private static String named(String value, Parameter parameter) {
        return value.isEmpty() ? parameter.getName() : value;
    }
}
