package io.marketsync.testing;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import org.jdbi.v3.core.Handle;

import io.marketsync.shop.Secret;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The fences of the design as rules that each module applies to its own packages, with its own short lists of exceptions: names of
 * classes, inner ones included.
 */
public final class ArchitectureRules {

    private static final Set<String> SQL_OF_JDBI = Set.of(
            "createQuery",
            "createUpdate",
            "createBatch",
            "prepareBatch",
            "createScript",
            "createCall",
            "execute",
            "select");
    private static final Set<String> SQL_OF_JDBC = Set.of("createStatement", "prepareStatement", "prepareCall");

    private ArchitectureRules() {}

    /** What ships in the same module as this class: no tests, and no other module of the same root package. */
    public static JavaClasses shippedWith(Class<?> member) {
        return new ClassFileImporter()
                .importUrl(member.getProtectionDomain().getCodeSource().getLocation());
    }

    public static ArchRule withoutCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    public static ArchRule jobRunrOnlyIn(String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jobrunr..")
                .because("JobRunr is replaceable where nobody knows it")
                .allowEmptyShould(true);
    }

    /** @param wiring where the marketplaces of a process are put together */
    public static ArchRule marketplacesKnownOnlyTo(String root, String... wiring) {
        return noClasses()
                .that(areNot(wiring))
                .and()
                .resideOutsideOfPackage(root + ".marketplace..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".marketplace.*..")
                .because("a second marketplace touches no other package")
                .allowEmptyShould(true);
    }

    /** Whoever uses Redis uses our port to it. */
    public static ArchRule redisClientOnlyIn(String... allowed) {
        return noClasses()
                .that(areNot(allowed))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.redis..", "io.quarkus.redis..")
                .because("what is said to Redis is bounded in time and knows its mode")
                .allowEmptyShould(true);
    }

    public static ArchRule sqlOnlyInStoresAnd(String... allowed) {
        return noClasses()
                .that(areNot(allowed))
                .and(describe(
                        "are no *Store", type -> !topLevel(type).getSimpleName().endsWith("Store")))
                .should()
                .callMethodWhere(describe("it is SQL", ArchitectureRules::isSql))
                .because("SQL lives in *Store classes, one per table")
                .allowEmptyShould(true);
    }

    /** A Statement takes whatever text it gets; a PreparedStatement has parameters. */
    public static ArchRule noUnpreparedStatementsExcept(String... allowed) {
        return noClasses()
                .that(areNot(allowed))
                .should()
                .callMethod(Connection.class, "createStatement")
                .orShould()
                .callMethodWhere(describe(
                        "it is Statement.execute*(text)",
                        call -> call.getTargetOwner().isEquivalentTo(Statement.class)
                                && call.getName().startsWith("execute")))
                .because("values never become part of SQL")
                .allowEmptyShould(true);
    }

    public static ArchRule noConsoleBesidesMain() {
        return noClasses()
                .that(describe("have no main method", type -> type.tryGetMethod("main", String[].class)
                        .isEmpty()))
                .should()
                .accessFieldWhere(describe(
                        "it is the console",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                && Set.of("out", "err", "in").contains(access.getName())))
                .because("processes log, programs print")
                .allowEmptyShould(true);
    }

    public static ArchRule noAmbientTimeChanceOrSleepExcept(String... allowed) {
        return noClasses()
                .that(areNot(allowed))
                .should()
                .callMethodWhere(describe("it asks the machine", ArchitectureRules::isAmbient))
                .orShould()
                .callConstructorWhere(describe("it asks the machine", ArchitectureRules::makesAmbient))
                .because("clock, chance and sleep are passed in, so that a test can hold them")
                .allowEmptyShould(true);
    }

    /** @param holders the records that may carry one, because they never leave the worker's memory */
    public static ArchRule secretsOnlyInRecords(String... holders) {
        return noClasses()
                .that(areNot(holders))
                .and(describe(
                        "are records or exceptions", type -> type.isRecord() || type.isAssignableTo(Throwable.class)))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Secret.class)
                .because("records are arguments, rows, answers and log lines; exceptions are logged")
                .allowEmptyShould(true);
    }

    public static ArchRule namesThatSaySomething() {
        return classes()
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould(haveNoSuffix("Helper", "Util", "Utils", "Impl", "DTO", "Dto"))
                .andShould()
                .haveSimpleNameNotStartingWith("Abstract")
                .because("nouns for truth, agent nouns for duties")
                .allowEmptyShould(true);
    }

    /** All rules that need no exceptions, for a module to start with. */
    public static List<ArchRule> forEveryModule() {
        return List.of(noConsoleBesidesMain(), namesThatSaySomething());
    }

    private static ArchCondition<JavaClass> haveNoSuffix(String... suffixes) {
        return ArchCondition.from(
                describe("have none of the suffixes " + Arrays.toString(suffixes), type -> Arrays.stream(suffixes)
                        .noneMatch(type.getSimpleName()::endsWith)));
    }

    private static DescribedPredicate<JavaClass> areNot(String... names) {
        Set<String> allowed = Set.of(names);
        return describe(
                "are not " + allowed, type -> !allowed.contains(topLevel(type).getName()));
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureRules::topLevel).orElse(type);
    }

    private static boolean isSql(JavaMethodCall call) {
        return call.getTargetOwner().isAssignableTo(Handle.class) && SQL_OF_JDBI.contains(call.getName())
                || call.getTargetOwner().isAssignableTo(Connection.class) && SQL_OF_JDBC.contains(call.getName())
                || call.getTargetOwner().isAssignableTo(Statement.class)
                        && call.getName().startsWith("execute");
    }

    private static boolean isAmbient(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        boolean now = owner.getPackageName().equals("java.time")
                && call.getName().equals("now")
                && call.getTarget().getRawParameterTypes().isEmpty();
        return now
                || owner.isEquivalentTo(Clock.class) && call.getName().startsWith("system")
                || is(call, System.class, "currentTimeMillis")
                || is(call, Thread.class, "sleep")
                || is(call, Math.class, "random")
                || is(call, ThreadLocalRandom.class, "current")
                || is(call, Calendar.class, "getInstance");
    }

    private static boolean makesAmbient(JavaConstructorCall call) {
        return Stream.of(Date.class, Random.class)
                        .anyMatch(type -> call.getTargetOwner().isEquivalentTo(type))
                && call.getTarget().getRawParameterTypes().isEmpty();
    }

    private static boolean is(JavaAccess<?> access, Class<?> owner, String name) {
        return access.getTargetOwner().isEquivalentTo(owner) && access.getName().equals(name);
    }
}
