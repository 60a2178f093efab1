package io.marketsync.api.posting;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import org.hibernate.annotations.Immutable;

/** A posting as its seller reads it; written by {@code PostingStore}. */
@Entity
@Immutable
@Table(name = "posting")
@IdClass(PostingRow.Key.class)
public class PostingRow extends PanacheEntityBase {

    public record Key(UUID shopId, String number) implements Serializable {}

    @Id
    public UUID shopId;

    @Id
    public String number;

    public UUID sellerId;
    public String scheme;
    public String status;
    public String substatus;
    public boolean onHold;
    public String orderNumber;
    public String parentNumber;
    public Instant inProcessAt;
    public Instant shipmentDate;
    public String trackingNumber;
    public String currency;
    public BigDecimal total;
    public Instant changedAt;

    /** What a seller may narrow the list by; null means any. */
    record Filter(UUID shop, String scheme, String status, Boolean onHold) {}

    /** The place of a posting in the list: newest first, those without a time before all others. */
    record Place(Instant inProcessAt, UUID shop, String number) {}

    static List<PostingRow> page(UUID seller, Filter filter, Place after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1");
        List<Object> values = new ArrayList<>(List.of(seller));
        and(query, values, "shopId = ?", filter.shop);
        and(query, values, "scheme = ?", filter.scheme);
        and(query, values, "status = ?", filter.status);
        and(query, values, "onHold = ?", filter.onHold);
        if (after != null) {
            query.append(" and ").append(after(values, after));
        }
        String order = " order by inProcessAt desc nulls first, shopId, number";
        return PostingRow.<PostingRow>find(query + order, values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    private static String after(List<Object> values, Place place) {
        String tie = "(shopId > " + next(values, place.shop) + " or (shopId = " + next(values, place.shop)
                + " and number > " + next(values, place.number) + "))";
        if (place.inProcessAt == null) {
            return "(inProcessAt is not null or " + tie + ")";
        }
        String time = next(values, place.inProcessAt);
        // The first condition says nothing new: it is the one an index range can serve.
        return "inProcessAt <= " + time + " and (inProcessAt < " + time + " or " + tie + ")";
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
