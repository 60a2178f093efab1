package io.marketsync.api.offer;

import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
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
import io.marketsync.api.shop.Shops;

@Path("/api/v1/offers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Offers")
public class OffersResource {

    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;

    OffersResource(ApiTransactions transactions, CurrentSeller seller, Paging paging) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
    }

    @GET
    @Operation(operationId = "listOffers", summary = "List own offers, by shop and code")
    public RestResponse<Page<OfferView>> list(
            @QueryParam("shop") String shop,
            @QueryParam("code") @Pattern(regexp = "[^\\x00-\\x1F\\x7F]{1,100}") String code,
            @QueryParam("status") @Pattern(regexp = "[A-Za-z0-9_.-]{1,60}") String status,
            @QueryParam("archived") @Pattern(regexp = "true|false") String archived,
            @QueryParam("onSale") @Pattern(regexp = "true|false") String onSale,
            @QueryParam("vanished") @Pattern(regexp = "true|false") String vanished,
            @QueryParam("missing") @Pattern(regexp = "true|false") String missing,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope = CursorScope.of("offers", seller.id())
                .with("shop", shop)
                .with("code", code)
                .with("status", status)
                .with("archived", archived)
                .with("onSale", onSale)
                .with("vanished", vanished)
                .with("missing", missing);
        PageRequest page = paging.request(limit, cursor, scope);
        UUID owner = seller.id();
        return paging.answer(
                transactions.forSeller(owner, handle -> {
                    UUID shopId = shop == null ? null : Shops.owned(owner, shop).id;
                    OfferRow.Filter filter = new OfferRow.Filter(
                            shopId, code, status, flag(archived), flag(onSale), flag(vanished), flag(missing));
                    OfferRow.Place after = page.after()
                            .map(keyset -> new OfferRow.Place(keyset.uuid(0), keyset.text(1)))
                            .orElse(null);
                    List<OfferRow> rows = OfferRow.page(owner, filter, after, page.fetchSize());
                    return paging.page(page, rows, row -> Keyset.of(row.shopId, row.code), OfferView::of);
                }),
                uri,
                request);
    }

    private static Boolean flag(String word) {
        return word == null ? null : Boolean.valueOf(word);
    }
}
