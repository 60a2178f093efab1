package io.marketsync.api.stock;

import java.time.Duration;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
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
import org.jdbi.v3.core.Handle;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.paging.CursorScope;
import io.marketsync.api.paging.Page;
import io.marketsync.api.paging.PageRequest;
import io.marketsync.api.paging.Paging;
import io.marketsync.api.push.PushFilter;
import io.marketsync.api.push.PushState;
import io.marketsync.api.push.Pushes;
import io.marketsync.api.security.CurrentSeller;
import io.marketsync.api.security.Roles;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.job.JobTarget;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.StockConfig;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockSettingStore;

@Path("/api/v1/shops/{shop}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Stock")
public class StockLevelsResource {

    /** As long as a seller who has just looked at it may be trusted to mean the same. */
    private static final Duration CONFIRMED = Duration.ofHours(1);

    private final StockLevelStore levels = new StockLevelStore();
    private final StockSettingStore settings = new StockSettingStore();
    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;
    private final Pushes pushes;
    private final StockConfig guard;

    StockLevelsResource(
            ApiTransactions transactions, CurrentSeller seller, Paging paging, Pushes pushes, StockConfig guard) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
        this.pushes = pushes;
        this.guard = guard;
    }

    @GET
    @Path("/stock-levels")
    @Operation(operationId = "listStockLevels", summary = "List the stock of a shop, by offer and warehouse")
    public RestResponse<Page<StockLevelView>> list(
            @PathParam("shop") String shop,
            @QueryParam("state") @Pattern(regexp = PushState.NAMES) String state,
            @QueryParam("due") @Pattern(regexp = "true|false") String due,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope = CursorScope.of("stock-levels", seller.id())
                .with("shop", shop)
                .with("state", state)
                .with("due", due);
        PageRequest page = paging.request(limit, cursor, scope);
        UUID owner = seller.id();
        PushFilter filter = PushFilter.of(state, due);
        Page<StockLevelView> read = transactions.forSeller(
                owner,
                handle -> paging.page(
                        page,
                        StockLevelRow.page(
                                owner,
                                Shops.owned(owner, shop).id,
                                filter,
                                page.after().orElse(null),
                                page.fetchSize()),
                        row -> row.place(filter),
                        StockLevelView::of));
        return paging.answer(read, uri, request);
    }

    @GET
    @Path("/stock-push")
    @Operation(operationId = "previewStockPush", summary = "See what a push of the shop's stock would do")
    public StockPushView preview(@PathParam("shop") String shop) {
        UUID owner = seller.id();
        return transactions.forSeller(owner, handle -> view(handle, owner, Shops.owned(owner, shop).id));
    }

    @POST
    @Path("/stock-push/confirm")
    @Operation(operationId = "confirmStockPush", summary = "Confirm that many pairs are to be set to zero, and push")
    public StockPushView confirm(@PathParam("shop") String shop) {
        UUID owner = seller.id();
        return transactions.forSeller(owner, handle -> {
            ShopRow known = Shops.owned(owner, shop);
            settings.confirmZeroing(handle, owner, known.id, CONFIRMED);
            pushes.push(handle, new JobTarget(owner, known.id, known.marketplace), PushStock::of);
            return view(handle, owner, known.id);
        });
    }

    private StockPushView view(Handle handle, UUID owner, UUID shop) {
        return StockPushView.of(shop, levels.pending(handle, owner, shop), levels.zeroing(handle, owner, shop), guard);
    }
}
