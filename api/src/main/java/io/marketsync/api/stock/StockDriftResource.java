package io.marketsync.api.stock;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
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

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Keyset;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;
import io.marketsync.api.shop.Shops;
import io.marketsync.stock.StockSettingStore;

/** How a shop's marketplace differs, and whether that is mended. */
@Path("/api/v1/shops/{shop}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Stock")
public class StockDriftResource {

    private final StockSettingStore settings = new StockSettingStore();
    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;

    StockDriftResource(ApiTransactions transactions, CurrentSeller seller, Paging paging) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
    }

    @GET
    @Path("/stock-drift")
    @Operation(operationId = "listStockDrift", summary = "List where the marketplace's stock differs, and why")
    public RestResponse<Page<StockDriftView>> list(
            @PathParam("shop") String shop,
            @QueryParam("drift") @Pattern(regexp = "in_flight|held_back|unknown_offer|unlisted|changed_outside")
                    String drift,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope =
                CursorScope.of("stock-drift", seller.id()).with("shop", shop).with("drift", drift);
        PageRequest page = paging.request(limit, cursor, scope);
        UUID owner = seller.id();
        Page<StockDriftView> read = transactions.forSeller(owner, handle -> {
            UUID of = Shops.owned(owner, shop).id;
            StockLevelRow.Key after = page.after()
                    .map(keyset -> new StockLevelRow.Key(of, keyset.text(0), keyset.text(1)))
                    .orElse(null);
            return paging.page(
                    page,
                    StockDriftRow.page(owner, of, drift, after, page.fetchSize()),
                    row -> Keyset.of(row.offerCode, row.warehouseCode),
                    StockDriftView::of);
        });
        return paging.answer(read, uri, request);
    }

    @GET
    @Path("/stock-healing")
    @Operation(operationId = "getStockHealing", summary = "See whether stock that was changed outside is sent again")
    public StockHealingView healing(@PathParam("shop") String shop) {
        UUID owner = seller.id();
        return transactions.forSeller(
                owner, handle -> new StockHealingView(settings.heals(handle, owner, Shops.owned(owner, shop).id)));
    }

    @PUT
    @Path("/stock-healing")
    @Operation(operationId = "enableStockHealing", summary = "Have stock that was changed outside sent again")
    public StockHealingView enable(@PathParam("shop") String shop) {
        heal(shop, true);
        return new StockHealingView(true);
    }

    @DELETE
    @Path("/stock-healing")
    @Operation(operationId = "disableStockHealing", summary = "Leave stock that was changed outside as it is")
    public void disable(@PathParam("shop") String shop) {
        heal(shop, false);
    }

    private void heal(String shop, boolean heals) {
        UUID owner = seller.id();
        transactions.forSeller(owner, handle -> {
            settings.heal(handle, owner, Shops.owned(owner, shop).id, heals);
            return null;
        });
    }
}
