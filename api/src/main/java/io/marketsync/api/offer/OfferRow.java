package io.marketsync.api.offer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import org.hibernate.annotations.Immutable;

/** An offer as its seller reads it; written by {@code OfferStore}. */
@Entity
@Immutable
@Table(name = "offer")
public class OfferRow extends PanacheEntityBase {

    @Id
    public UUID id;

    public UUID sellerId;
    public UUID shopId;
    public String code;
    public Long productId;
    public Long sku;
    public String name;
    public String status;
    public boolean archived;
    public boolean onSale;
    public String[] barcodes;
    public Instant vanishedAt;
    public Instant missingAt;
    public String renamedTo;
    public Instant updatedAt;

    /** What a seller may narrow the list by; null means any. */
    record Filter(
            UUID shop,
            String code,
            String status,
            Boolean archived,
            Boolean onSale,
            Boolean vanished,
            Boolean missing) {}

    /** The place of an offer in the list: by shop, then by code. */
    record Place(UUID shop, String code) {}

    static List<OfferRow> page(UUID seller, Filter filter, Place after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1");
        List<Object> values = new ArrayList<>(List.of(seller));
        and(query, values, "shopId = ?", filter.shop);
        and(query, values, "code = ?", filter.code);
        and(query, values, "status = ?", filter.status);
        and(query, values, "archived = ?", filter.archived);
        and(query, values, "onSale = ?", filter.onSale);
        said(query, "vanishedAt", filter.vanished);
        said(query, "missingAt", filter.missing);
        if (after != null) {
            // The first condition says nothing new: it is the one an index range can serve.
            and(query, values, "shopId >= ?", after.shop);
            query.append(" and (shopId > ").append(next(values, after.shop));
            query.append(" or code > ").append(next(values, after.code)).append(')');
        }
        return OfferRow.<OfferRow>find(query + " order by shopId, code", values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    private static void said(StringBuilder query, String member, Boolean wanted) {
        if (wanted != null) {
            query.append(" and ").append(member).append(wanted ? " is not null" : " is null");
        }
    }

    private static void and(StringBuilder query, List<Object> values, String condition, Object value) {
        if (value != null) {
            query.append(" and ").append(condition.replace("?", next(values, value)));
        }
    }

    private static String next(List<Object> values, Object value) {
        values.add(value);
        return "?" + values.size();
    }
}
