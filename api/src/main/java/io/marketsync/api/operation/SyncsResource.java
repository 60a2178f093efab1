package io.marketsync.api.operation;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.MDC;

import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/shops/{shop}/syncs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Operations")
public class SyncsResource {

    private final Syncs syncs;
    private final CurrentSeller seller;

    SyncsResource(Syncs syncs, CurrentSeller seller) {
        this.syncs = syncs;
        this.seller = seller;
    }

    @POST
    @Operation(operationId = "startSync", summary = "Start a sync of a shop, or join the one that waits or runs")
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response start(
            @PathParam("shop") String shop,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            @NotNull @Valid SyncRequest request) {
        return OperationAnswers.response(syncs.start(seller.id(), shop, request, idempotencyKey, MDC.get("requestId")));
    }
}
