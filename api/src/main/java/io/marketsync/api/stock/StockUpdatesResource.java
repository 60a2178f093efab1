package io.marketsync.api.stock;

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

import io.marketsync.api.idempotency.IdempotencyKeys.Answered;
import io.marketsync.api.problem.Language;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/stock-updates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Stock")
public class StockUpdatesResource {

    private final StockUpdates updates;
    private final CurrentSeller seller;

    StockUpdatesResource(StockUpdates updates, CurrentSeller seller) {
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
        Language language = Language.negotiate(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        Answered answered = updates.update(seller.id(), request, idempotencyKey, language);
        Response.ResponseBuilder answer = Response.status(answered.answer().status())
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .entity(answered.answer().body());
        if (answered.replayed()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.build();
    }
}
