package io.marketsync.api.shop;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;
import io.marketsync.api.shop.EndingKeyStore.Place;

@Path("/api/v1/ops/ending-keys")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPS)
@Tag(name = "Ops")
public class EndingKeysResource {

    private final EndingKeyStore store = new EndingKeyStore();
    private final ApiTransactions transactions;
    private final CurrentSeller caller;
    private final Paging paging;

    EndingKeysResource(ApiTransactions transactions, CurrentSeller caller, Paging paging) {
        this.transactions = transactions;
        this.caller = caller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "listEndingKeys", summary = "List shops of all sellers whose keys end within 14 days")
    public RestResponse<Page<EndingKeyView>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        PageRequest page = paging.request(limit, cursor, CursorScope.of("ending-keys", null));
        Place after = page.after()
                .map(keyset -> new Place(keyset.instant(0), keyset.uuid(1)))
                .orElse(Place.START);
        var rows = transactions.forSystem(handle -> store.page(handle, caller.tokenId(), after, page.fetchSize()));
        Page<EndingKeyView> answer =
                paging.page(page, rows, row -> Keyset.of(row.endsAt(), row.shop()), EndingKeyView::of);
        return paging.answer(answer, uri, request);
    }
}
