package io.marketsync.testing;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The packages of the library, bottom up: each may import those before it. A package without a place here is a violation. */
public final class Layers {

    /** Import none of ours but what is named. */
    private static final Map<String, Set<String>> GROUND = Map.of(
            "failure", Set.of(),
            "limit", Set.of(),
            "telemetry", Set.of(),
            "db", Set.of("limit"), // statements are bounded by the attempt's deadline
            "retry", Set.of("failure"),
            "redis", Set.of("telemetry"),
            "permit", Set.of("redis", "limit", "failure", "telemetry"));

    private static final List<String> FEATURES = List.of(
            "job",
            "queue",
            "schedule",
            "shop",
            "breaker",
            "offer",
            "push",
            "stock",
            "price",
            "imports",
            "posting",
            "stats",
            "webhook",
            "label",
            "cleanup",
            "cache");

    /** Implements the features' ports; nobody imports it. */
    private static final String ADAPTERS = "marketplace";

    private Layers() {}

    /** @param root package of the packages above, {@code io.marketsync} for what ships */
    public static ArchRule bottomUp(String root) {
        return classes().that().resideInAPackage(root + ".*..").should(importDownwardOnly(root));
    }

    /** What all adapters share has no word of one of them in it: a second marketplace finds it as it is. */
    public static ArchRule sharedWayKnowsNoMarketplace(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "." + ADAPTERS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + "." + ADAPTERS + ".*..");
    }

    public static ArchRule marketplacesKnowNoOther(String root) {
        return slices().matching(root + "." + ADAPTERS + ".(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> importDownwardOnly(String root) {
        return new ArchCondition<>("import packages below their own only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = packageBelow(root, type);
                if (!isPlaced(from)) {
                    events.add(SimpleConditionEvent.violated(type, from + " has no place among the layers"));
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String to = packageBelow(root, dependency.getTargetClass());
                    if (!to.isEmpty() && !to.equals(from) && !mayImport(from, to)) {
                        events.add(SimpleConditionEvent.violated(
                                dependency, from + " imports " + to + ": " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isPlaced(String name) {
        return GROUND.containsKey(name) || FEATURES.contains(name) || name.equals(ADAPTERS);
    }

    private static boolean mayImport(String from, String to) {
        if (to.equals(ADAPTERS)) {
            return false;
        }
        if (GROUND.containsKey(from)) {
            return GROUND.get(from).contains(to);
        }
        return GROUND.containsKey(to) || from.equals(ADAPTERS) || FEATURES.indexOf(to) < FEATURES.indexOf(from);
    }

    /** The first part of the package below the root, empty for classes elsewhere. */
    private static String packageBelow(String root, JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith(root + ".") ? name.substring(root.length() + 1).split("\\.")[0] : "";
    }
}
