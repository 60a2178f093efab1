package io.marketsync.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Transactions;
import io.marketsync.shop.KeySealer;
import io.marketsync.shop.NewShop;
import io.marketsync.shop.Secret;
import io.marketsync.shop.ShopStore;
import io.marketsync.shop.TokenText;

/**
 * Sellers, shops and tokens to try the product with: those the simulator plays. Set up once, in an empty database; their tokens
 * are kept in {@code demo.json} of the data directory, because the database holds only hashes.
 */
final class Demo {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final String NEW_TOKEN = """
            INSERT INTO api_token (id, seller_id, role, sha256, label, expires_at)
            VALUES (:id, :seller, :role, :sha256, 'demo', now() + interval '1 year')""";

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final SecureRandom random = new SecureRandom();
    private final ShopStore shops = new ShopStore();
    private final URI simulator;
    private final DataDirectory data;
    private final KeySealer sealer;
    private final Transactions transactions;

    private Demo(URI simulator, DataDirectory data, KeySealer sealer, Transactions transactions) {
        this.simulator = simulator;
        this.data = data;
        this.sealer = sealer;
        this.transactions = transactions;
    }

    static Demo of(URI simulator, DataDirectory data, Keys keys, DataSource owner) {
        KeySealer sealer = new KeySealer(keys.seal().publicKeyset());
        return new Demo(simulator, data, sealer, new JdbcTransactions(Database.on(owner)));
    }

    void setUp() {
        try {
            data.kept("demo.json", this::create);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String create() {
        ObjectNode demo = JSON.createObjectNode();
        String opsToken = transactions.forSystem(handle -> token(handle, null, "ops"));
        demo.put("opsToken", opsToken);
        ArrayNode sellers = demo.putArray("sellers");
        sellers().values().forEach(shopsOfSeller -> sellers.add(seller(shopsOfSeller)));
        return demo.toPrettyString() + "\n";
    }

    private ObjectNode seller(ArrayNode simulated) {
        UUID seller = ids.generate();
        String name = simulated.get(0).path("sellerName").asText();
        return transactions.forSeller(seller, handle -> {
            handle.execute("INSERT INTO seller (id, name) VALUES (?, ?)", seller, name);
            ObjectNode made = JSON.createObjectNode().put("name", name).put("token", token(handle, seller, "seller"));
            ArrayNode shopList = made.putArray("shops");
            simulated.forEach(shop -> shopList.add(shop(handle, seller, shop)));
            return made;
        });
    }

    private ObjectNode shop(Handle handle, UUID seller, JsonNode simulated) {
        UUID id = ids.generate();
        String key = simulated.path("apiKey").asText();
        String name = simulated.path("name").asText();
        String clientId = simulated.path("clientId").asText();
        shops.insert(
                handle,
                new NewShop(
                        id,
                        seller,
                        "ozon",
                        name,
                        clientId,
                        sealer.seal(new Secret(key), seller, id),
                        NewShop.hint(key)));
        return JSON.createObjectNode()
                .put("id", PublicId.SHOP.of(id))
                .put("name", name)
                .put("clientId", clientId);
    }

    private String token(Handle handle, UUID seller, String role) {
        TokenText token = TokenText.generate(random, TokenText.Mode.TEST);
        handle.createUpdate(NEW_TOKEN)
                .bind("id", ids.generate())
                .bind("seller", seller)
                .bind("role", role)
                .bind("sha256", token.sha256())
                .execute();
        return token.reveal();
    }

    /** The simulator's shops by seller, in its order. */
    private Map<String, ArrayNode> sellers() {
        Map<String, ArrayNode> bySeller = new LinkedHashMap<>();
        ask("/admin/shops").forEach(shop -> bySeller.computeIfAbsent(
                        shop.path("sellerId").asText(), ignored -> JSON.createArrayNode())
                .add(shop));
        return bySeller;
    }

    private JsonNode ask(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(simulator.resolve(path)).timeout(TIMEOUT).build();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator at " + simulator + " does not answer; start it first", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the demo is set up", e);
        }
    }
}
