package io.marketsync.api.pause;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;

@Path("/api/v1/ops/pauses")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class PausesResource {

    private static final Keyset START = Keyset.of("", "");

    private final Pauses pauses;
    private final CurrentSeller caller;
    private final Paging paging;

    PausesResource(Pauses pauses, CurrentSeller caller, Paging paging) {
        this.pauses = pauses;
        this.caller = caller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "listPauses", summary = "List what is paused")
    public RestResponse<Page<PauseView>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        PageRequest page = paging.request(limit, cursor, CursorScope.of("pauses", null));
        Keyset after = page.after().orElse(START);
        var rows = pauses.page(after.text(0), after.text(1), page.fetchSize());
        Page<PauseView> answer = paging.page(page, rows, row -> Keyset.of(row.scope(), row.name()), PauseView::of);
        return paging.answer(answer, uri, request);
    }

    @PUT
    @Path("/{scope}/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "pauseTarget", summary = "Pause a queue, a kind, a marketplace, a schedule or a shop")
    public PauseView pause(
            @PathParam("scope") String scope, @PathParam("name") String name, @NotNull @Valid PauseRequest request) {
        return pauses.pause(caller.tokenId(), scope, name, request.note());
    }

    @DELETE
    @Path("/{scope}/{name}")
    @Operation(operationId = "resumeTarget", summary = "End a pause; what waited starts at once")
    public void resume(@PathParam("scope") String scope, @PathParam("name") String name) {
        pauses.resume(caller.tokenId(), scope, name);
    }
}
