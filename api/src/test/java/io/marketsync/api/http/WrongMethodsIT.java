package io.marketsync.api.http;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Routes;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** Each path says which methods it has, whatever method was tried. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class WrongMethodsIT {

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final TestSeller seller = aSeller().withShop();

    @Test
    void everyMethodThatAPathHasNotIs405WithThoseItHas() {
        Set<String> paths = Routes.declared().stream()
                .map(route -> route.split(" ")[1])
                .filter(path -> path.startsWith("/api/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(paths).hasSizeGreaterThan(15).allSatisfy(path -> {
            Set<String> has = methods(path);
            for (String method : METHODS) {
                if (!has.contains(method)) {
                    Reply reply = caller(path).send(method, path.replaceAll("\\{\\w+}", seller.shopId()), "");
                    assertThat(reply.status())
                            .as("%s %s: %s", method, path, reply)
                            .isEqualTo(405);
                    assertThat(Set.of(reply.header("Allow").split(", ")))
                            .as("%s %s", method, path)
                            .isEqualTo(has);
                }
            }
        });
    }

    private static Set<String> methods(String path) {
        Set<String> methods = Routes.declared().stream()
                .filter(route -> route.endsWith(" " + path))
                .map(route -> route.split(" ")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private Caller caller(String path) {
        return path.startsWith("/api/v1/ops") ? Caller.ops() : seller.calls();
    }
}
