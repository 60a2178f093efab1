package io.marketsync.simulator.http;

import java.util.Map;

import io.marketsync.simulator.access.KeyRing;
import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.label.LabelCreate;
import io.marketsync.simulator.label.LabelDesk;
import io.marketsync.simulator.label.LabelGet;
import io.marketsync.simulator.posting.FboList;
import io.marketsync.simulator.posting.FbsList;
import io.marketsync.simulator.posting.FbsUnfulfilled;
import io.marketsync.simulator.posting.PostingGet;
import io.marketsync.simulator.product.PriceInfo;
import io.marketsync.simulator.product.PricePush;
import io.marketsync.simulator.product.ProductInfo;
import io.marketsync.simulator.product.ProductList;
import io.marketsync.simulator.product.StockInfo;
import io.marketsync.simulator.product.StockPush;
import io.marketsync.simulator.product.StockRows;
import io.marketsync.simulator.product.WarehouseList;
import io.marketsync.simulator.seller.Roles;
import io.marketsync.simulator.seller.SellerInfo;
import io.marketsync.simulator.world.Scheme;

/** The living methods by path. Paths that Ozon has shut down are as unknown as those that never were. */
final class Routes {

    private final Map<String, Endpoint> endpoints;

    Routes(KeyRing keys, LabelDesk labels) {
        endpoints = Map.ofEntries(
                Map.entry("/v1/roles", new Roles(keys)),
                Map.entry("/v1/seller/info", new SellerInfo()),
                Map.entry("/v2/warehouse/list", new WarehouseList()),
                Map.entry("/v4/posting/fbs/list", new FbsList()),
                Map.entry("/v4/posting/fbs/unfulfilled/list", new FbsUnfulfilled()),
                Map.entry("/v3/posting/fbo/list", new FboList()),
                Map.entry("/v3/posting/fbs/get", new PostingGet(Scheme.FBS)),
                Map.entry("/v2/posting/fbo/get", new PostingGet(Scheme.FBO)),
                Map.entry("/v3/product/list", new ProductList()),
                Map.entry("/v3/product/info/list", new ProductInfo()),
                Map.entry("/v4/product/info/stocks", new StockInfo()),
                Map.entry("/v2/product/info/stocks-by-warehouse/fbs", StockRows.byWarehouse()),
                Map.entry("/v1/product/info/warehouse/stocks", StockRows.ofWarehouse()),
                Map.entry("/v5/product/info/prices", new PriceInfo()),
                Map.entry("/v2/products/stocks", new StockPush()),
                Map.entry("/v1/product/import/prices", new PricePush()),
                Map.entry("/v3/posting/fbs/package-label/create", new LabelCreate(labels)),
                Map.entry("/v2/posting/fbs/package-label/get", new LabelGet(labels)));
    }

    Endpoint find(Request request) {
        Endpoint endpoint = endpoints.get(request.path());
        if (endpoint == null || !request.method().equals("POST")) {
            throw Refusal.notFound("method is not allowed");
        }
        return endpoint;
    }
}
