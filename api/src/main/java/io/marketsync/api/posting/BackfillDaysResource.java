package io.marketsync.api.posting;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
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

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;
import io.marketsync.api.shop.Shops;

@Path("/api/v1/shops/{shop}/backfill-days")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Postings")
public class BackfillDaysResource {

    private final BackfillDayStore store = new BackfillDayStore();
    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;

    BackfillDaysResource(ApiTransactions transactions, CurrentSeller seller, Paging paging) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
    }

    @GET
    @Operation(
            operationId = "listBackfillDays",
            summary = "List the days that orders.backfill has read, the youngest first")
    public RestResponse<Page<BackfillDayView>> list(
            @PathParam("shop") String shop,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        UUID owner = seller.id();
        PageRequest page = paging.request(
                limit, cursor, CursorScope.of("backfill-days", owner).with("shop", shop));
        LocalDate before =
                page.after().map(keyset -> LocalDate.parse(keyset.text(0))).orElse(null);
        List<BackfillDayView> days = transactions.forSeller(
                owner, handle -> store.page(handle, owner, Shops.owned(owner, shop).id, before, page.fetchSize()));
        return paging.answer(paging.page(page, days, day -> Keyset.of(day.day()), day -> day), uri, request);
    }
}
