package io.marketsync.api.price;

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
import io.marketsync.price.PriceConfig;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.price.PushPrices;

@Path("/api/v1/shops/{shop}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Prices")
public class PricesResource {

    /** As long as a seller who has just looked at it may be trusted to mean the same. */
    private static final Duration CONFIRMED = Duration.ofHours(1);

    private final PriceStore prices = new PriceStore();
    private final PriceSettingStore settings = new PriceSettingStore();
    private final ApiTransactions transactions;
    private final CurrentSeller seller;
    private final Paging paging;
    private final Pushes pushes;
    private final PriceConfig guard;

    PricesResource(
            ApiTransactions transactions, CurrentSeller seller, Paging paging, Pushes pushes, PriceConfig guard) {
        this.transactions = transactions;
        this.seller = seller;
        this.paging = paging;
        this.pushes = pushes;
        this.guard = guard;
    }

    @GET
    @Path("/prices")
    @Operation(operationId = "listPrices", summary = "List the prices of a shop, by offer")
    public RestResponse<Page<PriceView>> list(
            @PathParam("shop") String shop,
            @QueryParam("state") @Pattern(regexp = PushState.NAMES) String state,
            @QueryParam("due") @Pattern(regexp = "true|false") String due,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        CursorScope scope = CursorScope.of("prices", seller.id())
                .with("shop", shop)
                .with("state", state)
                .with("due", due);
        PageRequest page = paging.request(limit, cursor, scope);
        UUID owner = seller.id();
        PushFilter filter = PushFilter.of(state, due);
        Page<PriceView> read = transactions.forSeller(
                owner,
                handle -> paging.page(
                        page,
                        PriceRow.page(
                                owner,
                                Shops.owned(owner, shop).id,
                                filter,
                                page.after().orElse(null),
                                page.fetchSize()),
                        row -> row.place(filter),
                        PriceView::of));
        return paging.answer(read, uri, request);
    }

    @GET
    @Path("/price-push")
    @Operation(operationId = "previewPricePush", summary = "See what a push of the shop's prices would do")
    public PricePushView preview(@PathParam("shop") String shop) {
        UUID owner = seller.id();
        return transactions.forSeller(owner, handle -> view(handle, owner, Shops.owned(owner, shop).id));
    }

    @POST
    @Path("/price-push/confirm")
    @Operation(operationId = "confirmPricePush", summary = "Confirm that many prices are to fall much, and push")
    public PricePushView confirm(@PathParam("shop") String shop) {
        UUID owner = seller.id();
        return transactions.forSeller(owner, handle -> {
            ShopRow known = Shops.owned(owner, shop);
            settings.confirmLowering(handle, owner, known.id, CONFIRMED);
            pushes.push(handle, new JobTarget(owner, known.id, known.marketplace), PushPrices::of);
            return view(handle, owner, known.id);
        });
    }

    private PricePushView view(Handle handle, UUID owner, UUID shop) {
        return PricePushView.of(
                shop,
                prices.pending(handle, owner, shop),
                prices.lowering(handle, owner, shop, guard.loweringDepth()),
                guard);
    }
}
