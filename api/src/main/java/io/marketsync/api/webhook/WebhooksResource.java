package io.marketsync.api.webhook;

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

import io.marketsync.api.WebhookPaths;
import io.marketsync.webhook.WebhookSecret;

/** Where marketplaces call. They have no token: the path is the secret, and the network they call from. */
@Path(WebhookPaths.ROOT)
@PermitAll
public class WebhooksResource {

    private final Webhooks webhooks;

    WebhooksResource(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @POST
    @Path("/{marketplace}/{secret}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public String receive(
            @PathParam("marketplace") String marketplace,
            @PathParam("secret") String secret,
            byte[] body,
            @Context HttpServerRequest request) {
        return webhooks.receive(
                marketplace,
                WebhookSecret.called(secret),
                request.remoteAddress().hostAddress(),
                request.headers().getAll("X-Forwarded-For"),
                body == null ? new byte[0] : body);
    }
}
