package io.marketsync.testing;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;

import io.marketsync.job.Kind;

/** The kinds that the library declares: in fields that are called KIND, or KINDS where they are several. */
public final class DeclaredKinds {

    private DeclaredKinds() {}

    public static List<JavaField> fields(JavaClasses library) {
        return library.stream()
                .flatMap(declaring -> declaring.getFields().stream())
                .filter(field -> field.getName().equals("KINDS")
                        || (field.getName().equals("KIND") && field.getRawType().isEquivalentTo(Kind.class)))
                .toList();
    }

    public static Set<String> names(JavaClasses library) throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        for (JavaField field : fields(library)) {
            Object declared = field.reflect().get(null);
            Collection<?> kinds = declared instanceof Kind<?> one ? List.of(one) : (Collection<?>) declared;
            kinds.forEach(kind -> names.add(((Kind<?>) kind).name()));
        }
        return names;
    }
}
