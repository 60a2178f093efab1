package io.marketsync.api.shop;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import org.hibernate.annotations.Immutable;

/** A warehouse as its seller reads it; written by {@code WarehouseStore}. */
@Entity
@Immutable
@Table(name = "warehouse")
@IdClass(WarehouseRow.Key.class)
public class WarehouseRow extends PanacheEntityBase {

    public record Key(UUID shopId, String code) implements Serializable {}

    @Id
    public UUID shopId;

    @Id
    public String code;

    public UUID sellerId;
    public String name;
    public String status;
    public boolean active;
    public Instant seenAt;

    /** By code; from the first one when {@code after} is empty. */
    static List<WarehouseRow> page(UUID seller, UUID shop, String after, int size) {
        return WarehouseRow.<WarehouseRow>find(
                        "sellerId = ?1 and shopId = ?2 and code > ?3 order by code", seller, shop, after)
                .page(Page.ofSize(size))
                .list();
    }
}
