package io.marketsync.api.stock;

import java.io.Serializable;
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
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

import io.marketsync.api.paging.Keyset;
import io.marketsync.api.push.PushFilter;
import io.marketsync.api.push.PushState;
import io.marketsync.stock.StockLevelStore;

/** A pair as its seller reads it; written by {@code StockLevelStore}. */
@Entity
@Immutable
@Table(name = "stock_level")
@IdClass(StockLevelRow.Key.class)
public class StockLevelRow extends PanacheEntityBase {

    public record Key(UUID shopId, String offerCode, String warehouseCode) implements Serializable {}

    @Id
    public UUID shopId;

    @Id
    public String offerCode;

    @Id
    public String warehouseCode;

    public UUID sellerId;
    public String basis;
    public int quantity;
    public int safety;
    public Instant countedAt;
    public long version;
    public int reserved;
    public int available;
    public Integer sent;
    public Instant sentAt;
    public Integer confirmed;
    public Instant confirmedAt;
    public boolean pending;
    public String errorClass;
    public String errorCode;
    public String error;
    public Instant changedAt;

    @Formula(StockLevelStore.IS_DUE)
    public boolean due;

    @Formula(StockLevelStore.NEXT_AT)
    public Instant nextAt;

    @Formula(StockLevelStore.URGENCY)
    public int urgency;

    /** @param after the {@link #place} of the row before the page; null for the first one */
    static List<StockLevelRow> page(UUID seller, UUID shop, PushFilter filter, Keyset after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1 and shopId = ?2").append(filter.condition());
        List<Object> values = new ArrayList<>(List.of(seller, shop));
        if (after != null && filter.byUrgency()) {
            query.append(" and (urgency, changedAt, offerCode, warehouseCode) > (?3, ?4, ?5, ?6)");
            values.addAll(List.of((int) after.number(0), after.instant(1), after.text(2), after.text(3)));
        } else if (after != null) {
            // The first condition says nothing new: it is the one an index range can serve.
            query.append(" and offerCode >= ?3 and (offerCode > ?3 or warehouseCode > ?4)");
            values.addAll(List.of(after.text(0), after.text(1)));
        }
        return StockLevelRow.<StockLevelRow>find(query + filter.order("offerCode, warehouseCode"), values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    /** Its sort values in a list of that filter. */
    Keyset place(PushFilter filter) {
        return filter.byUrgency()
                ? Keyset.of(urgency, changedAt, offerCode, warehouseCode)
                : Keyset.of(offerCode, warehouseCode);
    }

    PushState state() {
        return PushState.of(pending, errorClass);
    }
}
