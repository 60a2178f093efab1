package io.marketsync.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.FakeTokens;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/** A protected route has one spelling; every other one is refused, whoever asks. */
@QuarkusTest
@TestProfile(EdgeProfile.class)
class PathSpellingsTest {

    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404);

    @Inject
    FakeTokens tokens;

    private final Wire wire = Wire.toTheApp();

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/probe/seller", "/api/v1/probe/ops", "/api/v1/probe/item/42", "/api/v1/probe/unannotated"
            })
    void everyOtherSpellingIsRefused(String path) {
        Set<String> spellings = PathSpellings.of(path);
        assertThat(spellings).hasSizeGreaterThan(60);

        List<String> answered = new ArrayList<>();
        for (String spelling : spellings) {
            for (String token : new String[] {null, tokens.seller(), tokens.ops()}) {
                Reply reply = send(spelling, token);
                if (!REFUSALS.contains(reply.status())) {
                    answered.add(spelling + " -> " + reply.status() + (token == null ? "" : " with a token"));
                }
            }
        }
        assertThat(answered).isEmpty();
    }

    private Reply send(String target, String token) {
        return token == null ? wire.get(target) : wire.get(target, "Authorization: Bearer " + token);
    }
}
