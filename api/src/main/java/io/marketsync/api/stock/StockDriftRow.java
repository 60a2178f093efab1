package io.marketsync.api.stock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import org.hibernate.annotations.Immutable;

/** A pair that the marketplace does not have as it is to be; written by {@code stock.reconcile}. */
@Entity
@Immutable
@Table(name = "stock_drift")
@IdClass(StockLevelRow.Key.class)
public class StockDriftRow extends PanacheEntityBase {

    @Id
    public UUID shopId;

    @Id
    public String offerCode;

    @Id
    public String warehouseCode;

    public UUID sellerId;

    @Column(name = "class")
    public String drift;

    public Integer available;
    public Integer ours;
    public Integer theirs;
    public Integer reserved;
    public Instant firstSeenAt;
    public Instant seenAt;

    /** @param drift null for any */
    static List<StockDriftRow> page(UUID seller, UUID shop, String drift, StockLevelRow.Key after, int size) {
        StringBuilder query = new StringBuilder("sellerId = ?1 and shopId = ?2");
        List<Object> values = new ArrayList<>(List.of(seller, shop));
        if (after != null) {
            // The first condition says nothing new: it is the one an index range can serve.
            query.append(" and offerCode >= ?3 and (offerCode > ?3 or warehouseCode > ?4)");
            values.add(after.offerCode());
            values.add(after.warehouseCode());
        }
        if (drift != null) {
            values.add(drift);
            query.append(" and drift = ?").append(values.size());
        }
        return StockDriftRow.<StockDriftRow>find(query + " order by offerCode, warehouseCode", values.toArray())
                .page(Page.ofSize(size))
                .list();
    }
}
