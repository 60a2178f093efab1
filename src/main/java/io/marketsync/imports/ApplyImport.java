package io.marketsync.imports;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.marketsync.imports.ImportFile.Format;
import io.marketsync.imports.ImportFile.What;
import io.marketsync.job.Ending;
import io.marketsync.job.Ending.Ended;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.price.PriceRules;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.push.ItemsOf;
import io.marketsync.push.Refusal;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.StockLevelStore;

/**
 * imports.apply: says what the rows of a seller's file say, a thousand with each transaction, as requests with these items would.
 *
 * <p>Safe to repeat: what a batch stores, its rows in the list of rejects, and the place to go on at are one fenced transaction. Rows count
 * as said when the file was sent, so what was said since stands. One push follows the end of the file, so that its guard sees all of it.
 */
public final class ApplyImport implements JobHandler<ApplyImport.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "imports.apply",
            Queue.NORMAL,
            Duration.ofSeconds(600),
            Duration.ofSeconds(660),
            RetryPolicy.DEFAULT,
            Args.class);

    /** @param file of the job's seller */
    public record Args(UUID file) {}

    /** As many as a request has at most. */
    static final int BATCH = 1_000;

    /** More rejects of a file than anybody reads are counted, and not listed. */
    static final int MOST_LISTED = 10_000;

    private static final Ending.Snoozed GOES_ON =
            new Ending.Snoozed(Duration.ofSeconds(1), "More rows follow; the job goes on by itself.");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ImportFileStore files = new ImportFileStore();
    private final JobQueue queue = new JobQueue();
    private final Map<What, Subject<?>> subjects;

    public ApplyImport(
            StockLevelStore levels, PriceStore prices, PriceSettingStore settings, Adapters<PriceRules> rules) {
        this.subjects = Stream.of(new StockSubject(levels), new PriceSubject(prices, settings, rules))
                .collect(Collectors.toUnmodifiableMap(Subject::what, Function.identity()));
    }

    /** @param requestId of the request that sent it; may be null */
    public static NewJob of(JobTarget shop, UUID file, String requestId) {
        return new NewJob(KIND, shop, new Args(file), 0, false, Origin.CLICK, requestId);
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws IOException {
        Optional<ImportFile> file = job.unfenced(handle -> files.find(handle, job.sellerId(), args.file()));
        if (file.isEmpty()) {
            return new Ending.Discarded("The file waited for too long and is gone. Send it again.");
        }
        return new Application<>(job, file.get(), subjects.get(file.get().what())).run();
    }

    /** One attempt on one file. */
    private final class Application<R extends Record> {

        private final JobContext job;
        private final ImportFile file;
        private final Subject<R> subject;
        private final JobTarget shop;
        private int listed;

        Application(JobContext job, ImportFile file, Subject<R> subject) {
            this.job = job;
            this.file = file;
            this.subject = subject;
            this.shop = new JobTarget(job.sellerId(), file.shopId(), file.marketplace());
            this.listed = file.listed();
        }

        Ending run() throws IOException {
            if (file.ended()) {
                return ending(file.fault()); // the attempt before could not say so any more
            }
            String fault = null;
            try {
                if (!apply(rows())) {
                    return GOES_ON;
                }
            } catch (UnreadableFile unreadable) {
                fault = unreadable.getMessage();
            }
            String because = fault;
            long rows = job.counts().of("accepted") + job.counts().of("rejected");
            job.progress(new Progress("rows", 1, 1, rows, rows, null, "rows"));
            job.commit(handle -> {
                files.end(handle, job.sellerId(), file.id(), because);
                if (job.counts().of("accepted") > 0) {
                    queue.enqueue(handle, subject.push(shop), OnTwin.RERUN);
                }
                return null;
            });
            return ending(fault);
        }

        private Rows<R> rows() throws IOException, UnreadableFile {
            FileText text = new FileText(files, job, file.id());
            return file.format() == Format.CSV ? new CsvRows<>(text, subject) : new JsonRows<>(text, subject);
        }

        /** False when the attempt was asked to end before. */
        private boolean apply(Rows<R> rows) throws IOException {
            List<Row<R>> batch = new ArrayList<>(BATCH);
            for (Row<R> row = rows.next(); row != null; row = rows.next()) {
                if (row.number() <= file.rowDone()) {
                    continue;
                }
                batch.add(row);
                if (batch.size() == BATCH) {
                    store(batch);
                    batch.clear();
                    if (job.stopRequested()) {
                        return false;
                    }
                }
            }
            if (!batch.isEmpty()) {
                store(batch);
            }
            return true;
        }

        private void store(List<Row<R>> batch) {
            List<Row<R>> read =
                    batch.stream().filter(row -> row.refusal() == null).toList();
            int now = job.commit(handle -> {
                ItemsOf<R, ?, ?> items = subject.store(
                        handle,
                        shop,
                        read.stream().map(Row::value).toList(),
                        index -> "#/rows/" + read.get(index).number(),
                        file.saidAt());
                List<Reject> rejects = rejects(batch, items);
                count(items.accepted(), rejects.size());
                int room = Math.min(rejects.size(), MOST_LISTED - listed);
                long last = batch.getLast().number();
                files.done(handle, job.sellerId(), file.id(), job.jobId(), last, rejects.subList(0, room));
                return room;
            });
            listed += now;
        }

        private List<Reject> rejects(List<Row<R>> batch, ItemsOf<R, ?, ?> items) {
            List<Reject> rejects = new ArrayList<>();
            int index = 0;
            for (Row<R> row : batch) {
                Refusal refusal = row.refusal() == null ? items.refusal(index++) : row.refusal();
                if (refusal != null) {
                    String offer = row.value() == null ? null : subject.offer(row.value());
                    rejects.add(new Reject(
                            row.number(),
                            fit(offer) ? offer : null,
                            refusal.member(),
                            refusal.code(),
                            json(refusal.arguments())));
                }
            }
            return rejects;
        }

        private void count(int accepted, int rejected) {
            job.counts().add("accepted", accepted);
            job.counts().add("rejected", rejected);
            job.counts().set("not_listed", Math.max(0, job.counts().of("rejected") - MOST_LISTED));
            long done = job.counts().of("accepted") + job.counts().of("rejected");
            long lines = file.format() == Format.CSV ? file.lines() - 1 : file.lines();
            job.progress(new Progress("rows", 1, 1, done, null, Math.max(done, lines), "rows"));
        }

        private Ending ending(String fault) {
            if (fault != null) {
                return new Ended(Outcome.FAILED, fault);
            }
            long rejected = job.counts().of("rejected");
            if (job.counts().of("accepted") > 0) {
                return rejected == 0
                        ? Outcome.OK
                        : new Ended(
                                Outcome.PARTIAL,
                                rejected + " rows were not taken. The list says why; correct and send them again.");
            }
            return rejected == 0
                    ? Outcome.NOTHING
                    : new Ended(
                            Outcome.FAILED, "No row was taken. The list says why; correct the file and send it again.");
        }
    }

    private static boolean fit(String offer) {
        return offer != null && offer.length() <= ItemsOf.LONGEST_CODE && offer.matches(ItemsOf.PRINTABLE);
    }

    private static String json(Map<String, Object> arguments) {
        try {
            return JSON.writeValueAsString(arguments);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own arguments are plain values", e);
        }
    }
}
