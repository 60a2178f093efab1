package io.marketsync.api.offer;

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

@Path("/api/v1/shops/{shop}/unmatched-offers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Offers")
public class UnmatchedOffersResource {

    private final UnmatchedOfferStore store = new UnmatchedOfferStore();
    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;

    UnmatchedOffersResource(ApiTransactions transactions, CurrentSeller seller, Paging paging) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "listUnmatchedOffers", summary = "List codes of postings that the catalogue does not know")
    public RestResponse<Page<UnmatchedOfferView>> list(
            @PathParam("shop") String shop,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        UUID owner = seller.id();
        PageRequest page = paging.request(
                limit, cursor, CursorScope.of("unmatched-offers", owner).with("shop", shop));
        String after = page.after().map(keyset -> keyset.text(0)).orElse("");
        var rows = transactions.forSeller(
                owner, handle -> store.page(handle, owner, Shops.owned(owner, shop).id, after, page.fetchSize()));
        Page<UnmatchedOfferView> answer = paging.page(page, rows, row -> Keyset.of(row.code()), row -> row);
        return paging.answer(answer, uri, request);
    }
}
