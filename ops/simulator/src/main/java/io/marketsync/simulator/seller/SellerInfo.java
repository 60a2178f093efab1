package io.marketsync.simulator.seller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.ShopProfile;

/** {@code /v1/seller/info}: among others the currency that the shop is settled in. */
public final class SellerInfo implements Endpoint {

    @Override
    public JsonNode answer(Call call) {
        ShopProfile shop = call.shop().profile();
        ObjectNode answer = Json.object();
        answer.putObject("company")
                .put("name", shop.name())
                .put("legal_name", shop.seller().name())
                .put("inn", "7707083893")
                .put("ogrn", "1027700132195")
                .put("country", shop.currency().equals("CNY") ? "CN" : "RU")
                .put("currency", shop.currency())
                .put("ownership_form", "ООО")
                .put("tax_system", "OSNO");
        answer.putArray("ratings");
        answer.putObject("subscription").put("is_premium", false).put("type", "UNSPECIFIED");
        return answer;
    }
}
