package io.marketsync.api.security;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.shop.TokenText;

/**
 * Authenticates {@code Authorization: Bearer ms_...}. Without the header a request is anonymous and only public routes
 * answer it; a token that is not accepted is refused everywhere. When the lookup fails the answer is 503, never "yes".
 */
@Singleton
public class BearerMechanism implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        List<String> headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.isEmpty() || !isBearer(headers.get(0))) {
            return Uni.createFrom().nullItem();
        }
        Optional<TokenText> token = headers.size() == 1
                ? TokenText.parse(headers.get(0).substring(SCHEME.length()).strip())
                : Optional.empty();
        return token.map(known -> identities.authenticate(new BearerRequest(known)))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException("not a token of this api")))
                .onFailure(failure -> !(failure instanceof AuthenticationFailedException))
                .transform(
                        failure -> ProblemException.of(ProblemCode.UNAVAILABLE).causedBy(failure));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(BearerRequest.class);
    }

    /** The scheme's name is case-insensitive (RFC 9110 11.1). */
    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }
}
