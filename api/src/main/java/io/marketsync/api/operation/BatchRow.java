package io.marketsync.api.operation;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.Immutable;

/** The view {@code batch_operation}: a batch and what its members come to, as its seller sees them. */
@Entity
@Immutable
@Table(name = "batch_operation")
public class BatchRow extends PanacheEntityBase {

    @Id
    public UUID id;

    public UUID sellerId;
    public String kind;
    public String queue;
    public String requestedBy;

    /** Members, also those that retention has removed. */
    public int size;

    public int leftOut;
    public UUID[] leftOutShops;

    /** Members that retention has removed; the numbers below hold them, too. */
    public int gone;

    public int waiting;
    public int running;

    /** Waiting or running, and not joined. */
    public int ownLiving;

    public int finished;
    public int dead;

    /** Dead ones that retention has not removed. */
    public int deadKept;

    public int cancelled;
    public int joined;

    /** Finished ones by outcome; the rest failed. */
    public int well;

    public int nothing;
    public int partial;

    public long version;

    /** JSON of words and numbers. */
    public String counts;

    public Instant startedAt;
    public Instant updatedAt;
    public Instant finishedAt;

    /** queue or kind; null unless it waits and one of them is paused. */
    public String pausedBy;

    static Optional<BatchRow> owned(UUID seller, UUID id) {
        return find("sellerId = ?1 and id = ?2", seller, id).firstResultOptional();
    }

    static List<BatchRow> owned(UUID seller, Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : list("sellerId = ?1 and id in ?2", seller, ids);
    }
}
