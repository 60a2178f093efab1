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
import org.hibernate.annotations.Immutable;

import io.marketsync.api.push.PushState;

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

    /** @param state null for any */
    static List<StockLevelRow> page(UUID seller, UUID shop, PushState state, Key after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1 and shopId = ?2");
        List<Object> values = new ArrayList<>(List.of(seller, shop));
        if (state != null) {
            query.append(" and ").append(state.condition());
        }
        if (after != null) {
            // The first condition says nothing new: it is the one an index range can serve.
            query.append(" and offerCode >= ?3 and (offerCode > ?3 or warehouseCode > ?4)");
            values.add(after.offerCode);
            values.add(after.warehouseCode);
        }
        return StockLevelRow.<StockLevelRow>find(query + " order by offerCode, warehouseCode", values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    PushState state() {
        return PushState.of(pending, errorClass);
    }
}
