package io.marketsync.api.operation;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.MDC;

import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/syncs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Operations")
public class BatchSyncsResource {

    private final BatchSyncs syncs;
    private final CurrentSeller seller;

    BatchSyncsResource(BatchSyncs syncs, CurrentSeller seller) {
        this.syncs = syncs;
        this.seller = seller;
    }

    @POST
    @Operation(operationId = "startSyncs", summary = "Start syncs of many shops, or of all, as one operation")
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response start(@HeaderParam("Idempotency-Key") String idempotencyKey, @NotNull @Valid SyncsRequest request) {
        return OperationAnswers.response(syncs.start(seller.id(), request, idempotencyKey, MDC.get("requestId")));
    }
}
