package io.marketsync.api.webhook;

import java.util.concurrent.CompletionStage;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.slf4j.MDC;

import io.marketsync.api.WebhookPaths;
import io.marketsync.webhook.WebhookSecret;

/** Where marketplaces call. They have no token: the path is the secret, and the network they call from. */
@Path(WebhookPaths.ROOT)
@PermitAll
public class WebhooksResource {

    private final Webhooks webhooks;
    private final WebhookMetrics metrics;
    private final PromptAnswers answers;

    WebhooksResource(Webhooks webhooks, WebhookMetrics metrics, PromptAnswers answers) {
        this.webhooks = webhooks;
        this.metrics = metrics;
        this.answers = answers;
    }

    @POST
    @Path("/{marketplace}/{secret}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public CompletionStage<String> receive(
            @PathParam("marketplace") String marketplace,
            @PathParam("secret") String secret,
            byte[] body,
            @Context HttpServerRequest request) {
        Call call = new Call(
                marketplace,
                WebhookSecret.called(secret),
                request.remoteAddress().hostAddress(),
                request.headers().getAll("X-Forwarded-For"),
                body == null ? new byte[0] : body,
                MDC.get("requestId"));
        return answers.of(() -> webhooks.receive(call), () -> metrics.called(marketplace, WebhookResult.LATE));
    }
}
