package io.marketsync.api.operation;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import org.hibernate.annotations.Immutable;

/** The view {@code operation}: a job, its state and its latest attempt, as its seller sees them. */
@Entity
@Immutable
@Table(name = "operation")
public class OperationRow extends PanacheEntityBase {

    @Id
    public UUID id;

    public UUID sellerId;
    public UUID shopId;
    public String shopName;
    public String kind;
    public String queue;
    public String requestedBy;
    public String status;
    public int version;
    public LocalDateTime sortKey;
    public Instant scheduledAt;
    public Instant stateSince;
    public Integer attempt;
    public Instant startedAt;
    public Instant updatedAt;
    public Instant finishedAt;
    public String phase;
    public Integer phaseIndex;
    public Integer phaseCount;
    public Long completed;
    public Long total;
    public Long totalEstimate;
    public String unit;

    /** JSON of words and numbers. */
    public String counts;

    public String outcome;
    public String reason;
    public String error;

    /** queue, kind, marketplace or shop; null unless it waits and one of them is paused. */
    public String pausedBy;

    /** ops, key when the marketplace refuses the shop's, or breaker when the marketplace is away; null unless paused. */
    public String pausedCause;

    /** What the seller has to do. */
    public String pausedNote;

    /** That asked for it; null when none did. */
    public UUID batchId;

    static Optional<OperationRow> owned(UUID seller, UUID id) {
        return find("sellerId = ?1 and id = ?2", seller, id).firstResultOptional();
    }

    /** What a seller may narrow the list of operations by; null means any. */
    record Filter(UUID shop, String kind, String status) {}

    /** Newest first: ids are in the order of time. */
    static List<OperationRow> page(UUID seller, Filter filter, UUID before, int size) {
        return page("sellerId = ?1", seller, filter, before, size);
    }

    /** Those that no batch asked for. */
    static List<OperationRow> alone(UUID seller, Filter filter, UUID before, int size) {
        return page("sellerId = ?1 and batchId is null", seller, filter, before, size);
    }

    static List<OperationRow> all(UUID seller, Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : list("sellerId = ?1 and id in ?2 order by id desc", seller, ids);
    }

    private static List<OperationRow> page(String which, UUID seller, Filter filter, UUID before, int size) {
        StringBuilder query = new StringBuilder(which);
        List<Object> values = new ArrayList<>(List.of(seller));
        and(query, values, "shopId =", filter.shop);
        and(query, values, "kind =", filter.kind);
        and(query, values, "status =", filter.status);
        and(query, values, "id <", before);
        return OperationRow.<OperationRow>find(query + " order by id desc", values.toArray())
                .page(Page.ofSize(size))
                .list();
    }

    private static void and(StringBuilder query, List<Object> values, String condition, Object value) {
        if (value != null) {
            values.add(value);
            query.append(" and ").append(condition).append(" ?").append(values.size());
        }
    }
}
