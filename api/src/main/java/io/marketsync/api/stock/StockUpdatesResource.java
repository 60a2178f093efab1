package io.marketsync.api.stock;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.marketsync.api.push.ItemUpdates;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/stock-updates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Stock")
public class StockUpdatesResource {

    private final ItemUpdates requests;
    private final StockUpdates updates;
    private final CurrentSeller seller;

    StockUpdatesResource(ItemUpdates requests, StockUpdates updates, CurrentSeller seller) {
        this.requests = requests;
        this.updates = updates;
        this.seller = seller;
    }

    @POST
    @Operation(operationId = "updateStock", summary = "Say what is in stock, of up to 1,000 offers in warehouses")
    @APIResponseSchema(value = StockUpdatesView.class, responseCode = "207")
    public Response update(
            @Parameter(required = true) @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Context HttpHeaders headers,
            @NotNull @Valid StockUpdatesRequest request) {
        UUID owner = seller.id();
        return requests.once(
                owner,
                idempotencyKey,
                "POST /stock-updates " + request,
                headers,
                (handle, language) -> updates.update(handle, owner, request, language));
    }
}
