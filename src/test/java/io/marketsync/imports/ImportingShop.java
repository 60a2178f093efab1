package io.marketsync.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import io.marketsync.imports.ImportFile.Format;
import io.marketsync.imports.ImportFile.What;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.marketplace.ozon.OzonPriceRules;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.push.PushShop;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.StockCount;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockPair;

/** A shop with a job that applies a file of it, and eyes on what is stored. */
class ImportingShop extends PushShop {

    final ImportFileStore files = new ImportFileStore();
    final StockLevelStore levels = new StockLevelStore();
    final PriceStore prices = new PriceStore();
    int chunk = 512 * 1024;
    UUID file;

    @Override
    protected NewJob job(JobTarget of) {
        file = UUID.randomUUID();
        return ApplyImport.of(of, file, null);
    }

    @Override
    protected Ending handle(Attempt attempt) {
        try {
            return new ApplyImport(
                            levels, prices, new PriceSettingStore(), new Adapters<>(List.of(new OzonPriceRules())))
                    .run(attempt, new ApplyImport.Args(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void pass(Duration time) {
        throw new AssertionError("nothing here waits");
    }

    /** As the api stores what a seller sends. */
    void sent(What what, Format format, String text) {
        begun(what, format);
        arrived(text);
    }

    void begun(What what, Format format) {
        database.api().forSeller(seller, handle -> {
            files.begin(handle, seller, file, shop, what, format);
            return null;
        });
    }

    void arrived(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        database.api().forSeller(seller, handle -> {
            for (int at = 0, number = 1; at < bytes.length; at += chunk, number++) {
                byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk));
                files.append(handle, seller, file, number, part);
            }
            files.arrived(handle, seller, file, job, text.lines().count());
            return null;
        });
    }

    /** As a request says it. */
    void says(String offer, int available, Long version) {
        StockCount count = new StockCount(
                new StockPair(offer, "1"), StockCount.Basis.AVAILABLE, available, 0, Instant.now(), version);
        database.api().forSeller(seller, handle -> levels.put(handle, seller, shop, List.of(count), null));
    }

    /** What a seller wants of the offer, and the version. */
    String level(String offer) {
        return text(
                "SELECT quantity || ' v' || version FROM stock_level WHERE shop_id = ? AND offer_code = ?",
                shop,
                offer);
    }

    /** Rows that were not taken: number, offer, member, code. */
    List<String> rejects() {
        return database
                .api()
                .forSeller(seller, handle -> new ImportRejectStore().page(handle, seller, job, 0, 100))
                .stream()
                .map(reject -> "%d %s %s %s".formatted(reject.row(), reject.offer(), reject.member(), reject.code()))
                .toList();
    }
}
