package io.marketsync.api.shop;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/** A shop as its seller may read it: the sealed key is not among its fields. Written by {@code ShopStore}. */
@Entity
@Immutable
@Table(name = "shop")
public class ShopRow extends PanacheEntityBase {

    @Id
    public UUID id;

    public UUID sellerId;
    public String marketplace;
    public String name;
    public String clientId;
    public String keyHint;
    public String attention;
    public Instant attentionSince;
    public String attentionNote;
    public Instant keyEnteredAt;
    public Instant keyEndsAt;
    public String[] keyMissingRoles;
    public Instant keyMissingSince;
    public Instant createdAt;

    /** On the database's clock. */
    @Formula("now()")
    public Instant readAt;

    static Optional<ShopRow> owned(UUID seller, UUID shop) {
        return find("sellerId = ?1 and id = ?2", seller, shop).firstResultOptional();
    }

    static Optional<ShopRow> ofAccount(UUID seller, String marketplace, String clientId) {
        return find("sellerId = ?1 and marketplace = ?2 and clientId = ?3", seller, marketplace, clientId)
                .firstResultOptional();
    }

    /** By id, which is by age, oldest first. */
    static List<ShopRow> page(UUID seller, UUID after, int size) {
        return after == null
                ? ShopRow.<ShopRow>find("sellerId = ?1 order by id", seller)
                        .page(Page.ofSize(size))
                        .list()
                : ShopRow.<ShopRow>find("sellerId = ?1 and id > ?2 order by id", seller, after)
                        .page(Page.ofSize(size))
                        .list();
    }
}
