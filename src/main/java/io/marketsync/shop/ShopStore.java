package io.marketsync.shop;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;

/** The table {@code shop}, inside a transaction of its seller. */
public final class ShopStore {

    private static final String INSERT = """
            INSERT INTO shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint)
            VALUES (:id, :sellerId, :marketplace, :name, :clientId, :wrappedKey, :sealedKey, :keyHint)
            ON CONFLICT (seller_id, marketplace, client_id) DO NOTHING""";

    private static final String REPLACE_KEY = """
            UPDATE shop SET wrapped_key = :wrappedKey, sealed_key = :sealedKey, key_hint = :keyHint,
                key_version = key_version + 1, attention = NULL, attention_since = NULL, attention_note = NULL,
                key_entered_at = now(), key_checked_at = NULL, key_ends_at = NULL, key_roles = NULL,
                key_missing_roles = NULL, key_missing_since = NULL, updated_at = now()
            WHERE seller_id = :seller AND id = :shop""";

    private static final String ACCESS = """
            SELECT seller_id, id, marketplace, client_id, wrapped_key, sealed_key, key_version
            FROM shop WHERE seller_id = :seller AND id = :shop""";

    private static final String KEY_REJECTED = """
            UPDATE shop SET attention = 'key_rejected', attention_since = coalesce(attention_since, now()),
                attention_note = :note, updated_at = now()
            WHERE seller_id = :seller AND id = :shop AND key_version = :keyVersion""";

    private static final String KEY_READ = """
            UPDATE shop SET key_checked_at = now(), key_ends_at = :endsAt, key_roles = :roles, key_missing_roles = :missing,
                key_missing_since = CASE WHEN cardinality(:missing) > 0 THEN coalesce(key_missing_since, now()) END
            WHERE seller_id = :seller AND id = :shop AND key_version = :keyVersion""";

    private static final String KEY_ENDS = "SELECT ends_in, n FROM shop_keys(now())";

    private static final String PAUSE = "SELECT pause_for_key(:shop)";
    private static final String RESUME = "SELECT resume_with_key(:shop)";
    private static final String EXISTS = "SELECT EXISTS (SELECT FROM shop WHERE seller_id = :seller AND id = :shop)";

    /** False when the seller has a shop with this marketplace and client id already. */
    public boolean insert(Handle handle, NewShop shop) {
        return handle.createUpdate(INSERT)
                        .bindMethods(shop)
                        .bind("wrappedKey", shop.key().wrappedKey())
                        .bind("sealedKey", shop.key().sealedKey())
                        .execute()
                == 1;
    }

    /**
     * The seller entered a new key: what was said against the old one is over, and jobs that waited for it go on with the commit. False
     * when there is no such shop.
     */
    public boolean replaceKey(Handle handle, UUID seller, UUID shop, SealedKey key, String keyHint) {
        int replaced = handle.createUpdate(REPLACE_KEY)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("wrappedKey", key.wrappedKey())
                .bind("sealedKey", key.sealedKey())
                .bind("keyHint", keyHint)
                .execute();
        if (replaced == 1) {
            handle.createQuery(RESUME).bind("shop", shop).mapTo(String.class).findOne();
        }
        return replaced == 1;
    }

    public Optional<ShopAccess> access(Handle handle, KeyOpener keys, UUID seller, UUID shop) {
        return handle.createQuery(ACCESS)
                .bind("seller", seller)
                .bind("shop", shop)
                .map((row, context) -> access(row, keys))
                .findOne();
    }

    /**
     * The marketplace refuses this key: the shop says so, and what it has enqueued from here on waits. The row stays locked until the
     * commit, so that a key that is entered at this moment comes before or after. False when the seller has entered another one since,
     * of which nothing is said.
     */
    public boolean keyRejected(Handle handle, UUID seller, UUID shop, int keyVersion, String note) {
        int current = handle.createUpdate(KEY_REJECTED)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("keyVersion", keyVersion)
                .bind("note", note)
                .execute();
        if (current == 1) {
            handle.createQuery(PAUSE).bind("shop", shop).mapTo(String.class).findOne();
        }
        return current == 1;
    }

    public boolean exists(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(EXISTS)
                .bind("seller", seller)
                .bind("shop", shop)
                .mapTo(Boolean.class)
                .one();
    }

    /** What the marketplace said about this key. False when the seller has entered another one since: it says nothing about that. */
    public boolean keyRead(Handle handle, ShopAccess asked, KeyFacts facts) {
        return handle.createUpdate(KEY_READ)
                        .bind("seller", asked.sellerId())
                        .bind("shop", asked.shopId())
                        .bind("keyVersion", asked.keyVersion())
                        .bind("endsAt", facts.endsAt())
                        .bindByType("roles", array(facts.roles()), String[].class)
                        .bindByType("missing", array(facts.missing()), String[].class)
                        .execute()
                == 1;
    }

    /** Shops of all sellers by when their keys end: ended, 3d, 14d, later or unknown. Refused keys do not count. */
    public Map<String, Long> keyEnds(Handle handle) {
        return handle.createQuery(KEY_ENDS)
                .map((row, context) -> Map.entry(row.getString("ends_in"), row.getLong("n")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String[] array(List<String> words) {
        return words == null ? null : words.toArray(String[]::new);
    }

    private static ShopAccess access(ResultSet row, KeyOpener keys) throws SQLException {
        UUID seller = row.getObject("seller_id", UUID.class);
        UUID shop = row.getObject("id", UUID.class);
        SealedKey sealed = new SealedKey(row.getBytes("wrapped_key"), row.getBytes("sealed_key"));
        return new ShopAccess(
                seller,
                shop,
                row.getString("marketplace"),
                row.getString("client_id"),
                keys.open(sealed, seller, shop),
                row.getInt("key_version"));
    }
}
