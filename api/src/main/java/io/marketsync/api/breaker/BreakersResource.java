package io.marketsync.api.breaker;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

@Path(BreakersResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class BreakersResource {

    static final String PATH = "/api/v1/ops/breakers";

    private final Breakers breakers;
    private final CurrentSeller caller;
    private final Paging paging;

    BreakersResource(Breakers breakers, CurrentSeller caller, Paging paging) {
        this.breakers = breakers;
        this.caller = caller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "getBreakers", summary = "Read which marketplaces are away, and how many keys are refused")
    public BreakersView get() {
        return breakers.all();
    }

    @GET
    @Path("/keys")
    @Operation(operationId = "listRefusedKeys", summary = "List the shops that wait for another key")
    public RestResponse<Page<RefusedKeyView>> keys(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        PageRequest page = paging.request(limit, cursor, CursorScope.of("refused-keys", null));
        Optional<Keyset> after = page.after();
        Instant since = after.map(key -> key.instant(0)).orElse(null);
        UUID shop = after.map(key -> key.uuid(1)).orElse(null);
        var rows = breakers.refusedKeys(caller.tokenId(), since, shop, page.fetchSize());
        Page<RefusedKeyView> answer =
                paging.page(page, rows, row -> Keyset.of(row.since(), row.shop()), RefusedKeyView::of);
        return paging.answer(answer, uri, request);
    }

    @POST
    @Path("/{marketplace}/close")
    @Operation(operationId = "closeBreaker", summary = "Call a marketplace again without waiting for a probe")
    public BreakersView close(@PathParam("marketplace") String marketplace) {
        return breakers.close(caller.tokenId(), marketplace);
    }
}
