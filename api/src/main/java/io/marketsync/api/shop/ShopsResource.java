package io.marketsync.api.shop;

import java.net.URI;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

@Path("/api/v1/shops")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SELLER)
@Tag(name = "Shops")
public class ShopsResource {

    private final Shops shops;
    private final CurrentSeller seller;
    private final Paging paging;

    ShopsResource(Shops shops, CurrentSeller seller, Paging paging) {
        this.shops = shops;
        this.seller = seller;
        this.paging = paging;
    }

    @POST
    @Operation(operationId = "createShop", summary = "Connect a shop")
    public RestResponse<ShopView> create(@NotNull @Valid NewShopRequest request) {
        ShopView shop = ShopView.of(shops.create(seller.id(), request));
        return RestResponse.ResponseBuilder.<ShopView>created(URI.create("/api/v1/shops/" + shop.id()))
                .entity(shop)
                .build();
    }

    @GET
    @Operation(operationId = "listShops", summary = "List own shops, oldest first")
    public RestResponse<Page<ShopView>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        PageRequest page = paging.request(limit, cursor, CursorScope.of("shops", seller.id()));
        var rows =
                shops.page(seller.id(), page.after().map(after -> after.uuid(0)).orElse(null), page.fetchSize());
        Page<ShopView> answer = paging.page(page, rows, shop -> Keyset.of(shop.id), ShopView::of);
        return paging.answer(answer, uri, request);
    }

    @GET
    @Path("/{shop}")
    @Operation(operationId = "getShop", summary = "Read a shop")
    public ShopView get(@PathParam("shop") String shop) {
        return ShopView.of(shops.get(seller.id(), shop));
    }

    @PUT
    @Path("/{shop}/credentials")
    @Operation(operationId = "replaceShopKey", summary = "Enter a new key for a shop")
    public ShopView replaceKey(@PathParam("shop") String shop, @NotNull @Valid NewKeyRequest request) {
        return ShopView.of(shops.replaceKey(seller.id(), shop, request));
    }
}
