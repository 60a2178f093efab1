package io.marketsync.api.webhook;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.marketsync.api.WebhookPaths;
import io.marketsync.api.problem.PublicAddress;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/shops/{shop}/webhook")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Shops")
public class ShopWebhookResource {

    private final WebhookAddresses addresses;
    private final CurrentSeller seller;
    private final PublicAddress address;

    ShopWebhookResource(WebhookAddresses addresses, CurrentSeller seller, PublicAddress address) {
        this.addresses = addresses;
        this.seller = seller;
        this.address = address;
    }

    @GET
    @Operation(operationId = "getWebhook", summary = "Whether a shop has a webhook address, and whether it is called")
    public WebhookStateView get(@PathParam("shop") String shop) {
        return WebhookStateView.of(addresses.known(seller.id(), shop));
    }

    @POST
    @Operation(operationId = "createWebhook", summary = "Make the webhook address of a shop, or a new one")
    public WebhookView create(@PathParam("shop") String shop, @Context HttpServerRequest request) {
        NewPath made = addresses.create(seller.id(), shop);
        String path = WebhookPaths.of(made.marketplace(), made.secret().reveal());
        return new WebhookView(address.origin(request) + path, made.since());
    }

    @DELETE
    @Operation(operationId = "removeWebhook", summary = "End the webhook address of a shop")
    public void remove(@PathParam("shop") String shop) {
        addresses.remove(seller.id(), shop);
    }
}
