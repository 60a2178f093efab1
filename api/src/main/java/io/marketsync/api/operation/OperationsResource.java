package io.marketsync.api.operation;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.operation.OperationLists.Asked;
import io.marketsync.api.operation.OperationLists.Listed;
import io.marketsync.api.operation.OperationLists.Part;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/operations")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Operations")
public class OperationsResource {

    private final Operations operations;
    private final OperationLists lists;
    private final OperationChanges changes;
    private final CurrentSeller seller;
    private final Paging paging;

    OperationsResource(
            Operations operations,
            OperationLists lists,
            OperationChanges changes,
            CurrentSeller seller,
            Paging paging) {
        this.operations = operations;
        this.lists = lists;
        this.changes = changes;
        this.seller = seller;
        this.paging = paging;
    }

    @GET
    @Path("/{operation}")
    @Operation(operationId = "getOperation", summary = "Read an operation")
    public OperationView get(@PathParam("operation") String operation) {
        return operations.get(seller.id(), operation);
    }

    @GET
    @Operation(operationId = "listOperations", summary = "List own operations, newest first")
    public RestResponse<Page<OperationView>> list(
            @QueryParam("shop") String shop,
            @QueryParam("kind") @Pattern(regexp = "[a-z][a-z._]{0,39}") String kind,
            @QueryParam("status") @Pattern(regexp = "waiting|running|finished|dead|cancelled") String status,
            @QueryParam("batch") String batch,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope = CursorScope.of("operations", seller.id())
                .with("shop", shop)
                .with("kind", kind)
                .with("status", status)
                .with("batch", batch);
        PageRequest page = paging.request(limit, cursor, scope);
        var before = page.after().map(after -> after.uuid(0)).orElse(null);
        Part part = lists.newest(seller.id(), new Asked(shop, kind, status, batch), before, page.fetchSize());
        Keyset stop = part.stop() == null ? null : Keyset.of(part.stop());
        Page<OperationView> answer =
                paging.page(page, part.operations(), listed -> Keyset.of(listed.id()), Listed::view, stop);
        return paging.answer(answer, uri, request);
    }

    @POST
    @Path("/{operation}/cancel")
    @Operation(operationId = "cancelOperation", summary = "Cancel an operation that waits or runs")
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response cancel(@PathParam("operation") String operation) {
        return changed(changes.cancel(seller.id(), operation));
    }

    @POST
    @Path("/{operation}/retry")
    @Operation(operationId = "retryOperation", summary = "Put a dead operation back into its queue")
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response retry(@PathParam("operation") String operation) {
        return changed(changes.retry(seller.id(), operation));
    }

    @POST
    @Path("/{operation}/discard")
    @Operation(operationId = "discardOperation", summary = "Give up a dead operation")
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response discard(@PathParam("operation") String operation) {
        return changed(changes.discard(seller.id(), operation));
    }

    private static Response changed(OperationView operation) {
        return Response.accepted(operation)
                .header(HttpHeaders.LOCATION, operation.links().self())
                .header(HttpHeaders.RETRY_AFTER, OperationAnswers.POLL_AFTER_SECONDS)
                .build();
    }
}
