package io.marketsync.api.problem;

import java.util.Comparator;
import java.util.Locale;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;

/** Names each broken limit: where, by which code, and what the limit is. */
final class ConstraintFailures {

    private ConstraintFailures() {}

    static ProblemException problem(ConstraintViolationException failure) {
        // An answer of ours that breaks its own constraints is our bug, not the caller's.
        boolean ours = failure.getConstraintViolations().stream().anyMatch(ConstraintFailures::isReturnValue);
        if (ours) {
            return ProblemException.of(ProblemCode.INTERNAL).causedBy(failure);
        }
        ProblemException problem = ProblemException.of(ProblemCode.VALIDATION_FAILED);
        failure.getConstraintViolations().stream()
                .map(ConstraintFailures::error)
                .sorted(Comparator.comparing(FieldError::pointer).thenComparing(FieldError::code))
                .forEach(problem::error);
        return problem;
    }

    private static boolean isReturnValue(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.RETURN_VALUE) {
                return true;
            }
        }
        return false;
    }

    private static FieldError error(ConstraintViolation<?> violation) {
        return new FieldError(
                ViolatedPlace.of(violation),
                code(violation),
                violation.getConstraintDescriptor().getAttributes(),
                violation.getMessage());
    }

    /** {@code NotNull} is NOT_NULL. */
    private static String code(ConstraintViolation<?> violation) {
        String name = violation
                .getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName();
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
