package io.marketsync.api.label;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.shop.Shops;
import io.marketsync.label.LabelFile;
import io.marketsync.label.LabelStore;
import io.marketsync.label.LabelStore.Stored;

/** Labels of a seller's postings as files: one, or many joined. A label that is not there is a refusal that says what to do. */
@Singleton
class LabelFiles {

    /** Bytes of all labels of one request: they are in memory two or three times while they are joined. */
    private static final int LARGEST = 20 << 20;

    /** Requests that join labels at the same moment. */
    private static final int AT_ONCE = 2;

    private static final Duration BUSY = Duration.ofSeconds(2);

    private final LabelStore labels = new LabelStore();
    private final Semaphore joining = new Semaphore(AT_ONCE);
    private final ApiTransactions transactions;

    LabelFiles(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    Stored one(UUID seller, String shop, String posting) {
        return transactions.forSeller(seller, handle -> {
            UUID of = Shops.owned(seller, shop).id;
            return labels.files(handle, seller, of, List.of(posting)).stream()
                    .findFirst()
                    .orElseThrow(() -> notFound(shop, posting).error(noLabel("posting")));
        });
    }

    /** In the order of the request; a posting that is named twice is printed once. */
    byte[] joined(UUID seller, String shop, PrintRequest request) {
        if (!joining.tryAcquire()) {
            throw ProblemException.of(ProblemCode.UNAVAILABLE).retryAfter(BUSY);
        }
        try {
            List<Stored> files = transactions.forSeller(seller, handle -> {
                UUID of = Shops.owned(seller, shop).id;
                requireAll(handle, seller, of, shop, request);
                return labels.files(handle, seller, of, List.copyOf(new LinkedHashSet<>(request.postings())));
            });
            return LabelFile.joined(files.stream().map(Stored::pdf).toList());
        } catch (IOException unreadable) {
            throw new IllegalStateException("labels that were readable when they were stored cannot be joined");
        } finally {
            joining.release();
        }
    }

    private void requireAll(Handle handle, UUID seller, UUID of, String shop, PrintRequest request) {
        Map<String, Integer> sizes = labels.sizes(handle, seller, of, request.postings()).stream()
                .collect(Collectors.toMap(LabelStore.Size::number, LabelStore.Size::size));
        ProblemException missing = null;
        for (int i = 0; i < request.postings().size(); i++) {
            String posting = request.postings().get(i);
            if (!sizes.containsKey(posting)) {
                missing = missing == null ? notFound(shop, posting) : missing;
                missing.error(noLabel("#/postings/" + i));
            }
        }
        if (missing != null) {
            throw missing;
        }
        if (sizes.values().stream().mapToLong(Integer::longValue).sum() > LARGEST) {
            throw ProblemException.of(ProblemCode.VALIDATION_FAILED)
                    .error(FieldError.of("#/postings", "BYTES", Map.of("max", LARGEST)));
        }
    }

    private static FieldError noLabel(String pointer) {
        return FieldError.of(pointer, "NO_LABEL", Map.of());
    }

    /** With each that is missing it has an error. */
    private static ProblemException notFound(String shop, String posting) {
        return ProblemException.of(ProblemCode.LABEL_NOT_FOUND, posting)
                .link("labels", "/api/v1/shops/" + shop + "/labels");
    }
}
