package io.marketsync.imports;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.price.PriceUpdate;
import io.marketsync.push.Refusal;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.StockUpdate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rows as they are read; \\n in a text of a table stands for a line end. */
class RowsTest {

    private static final StockUpdate TEA = new StockUpdate("tea", "1", 12, null, null, null, null);

    private static final Subject<StockUpdate> STOCK = new StockSubject(null);
    private static final Subject<PriceUpdate> PRICES = new PriceSubject(null, null, new Adapters<>(List.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "offer;warehouse;available\ntea;1;12",
                "offer,warehouse,available\ntea,1,12\n",
                "offer\twarehouse\tavailable\r\ntea\t1\t12\r\n",
                "\uFEFFoffer;warehouse;available\ntea;1;12",
                "\n\noffer;warehouse;available\n\n;;\ntea;1; 12 \n;;\n",
                "available;\"Offer\";WARE_HOUSE;;\n12;tea;1;;\n",
                "offer;warehouse;available;on hand;Safety-Stock\ntea;1;12"
            })
    void whateverSpreadsheetsWriteIsRead(String file) throws Exception {
        assertThat(values(csv(file, STOCK))).containsExactly(TEA);
    }

    @Test
    void allColumnsAreReadAndRowsAreCountedAsASpreadsheetDoes() throws Exception {
        Rows<StockUpdate> rows = csv("""
                offer;warehouse;onHand;safetyStock;countedAt;version

                "чай «1»; ""красный""\";22142605386000;40;2;2026-11-20T10:00:00Z;1763632800
                """, STOCK);
        Row<StockUpdate> row = rows.next();
        assertThat(row.number()).isEqualTo(3);
        assertThat(row.value())
                .isEqualTo(new StockUpdate(
                        "чай «1»; \"красный\"",
                        "22142605386000",
                        null,
                        40,
                        2,
                        Instant.parse("2026-11-20T10:00:00Z"),
                        1763632800L));
        assertThat(rows.next()).isNull();
        assertThat(values(csv("offer;price;currency;oldPrice\ntea; 1299.90 ;RUB;", PRICES)))
                .containsExactly(new PriceUpdate("tea", "1299.90", null, null, "RUB", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "tea;1;x        | /available | WRONG_TYPE",
                "tea;1;12.0     | /available | WRONG_TYPE",
                "tea;1;1 200    | /available | WRONG_TYPE",
                "tea;1;99999999999 | /available | WRONG_TYPE",
                "tea;1;12;5;now | /countedAt | WRONG_TYPE",
                "tea;1;12;5;;9  | ~~         | TOO_MANY_CELLS",
                "~\"tea\"x;1;12~ | ~~        | BAD_QUOTES",
                "~\"tea;1;12~   | ~~         | OPEN_QUOTE"
            })
    void aRowThatCannotBeReadIsRefusedAlone(String line, String member, String code) throws Exception {
        Rows<StockUpdate> rows =
                csv("offer;warehouse;available;safetyStock;countedAt\n" + line + "\ntea;1;12\n", STOCK);
        Row<StockUpdate> refused = rows.next();
        assertThat(refused.number()).isEqualTo(2);
        assertThat(refused.refusal()).extracting(Refusal::member, Refusal::code).containsExactly(member, code);
        assertThat(values(rows)).containsExactly(TEA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty",
                "tea;1;12 | a column \"tea\" that nobody knows",
                "offer;warehouse;available;safteyStock | a column \"safteyStock\" that nobody knows",
                "offer;warehouse;available;Offer | the column offer twice",
                "offer;available | no column warehouse",
                "offer;warehouse;version | no column available or onHand",
                "offer;;warehouse;available | a column \"\" that nobody knows"
            })
    void aHeaderThatNamesNoColumnsMakesTheFileUnreadable(String header, String because) {
        assertThatThrownBy(() -> csv(header, STOCK))
                .isInstanceOf(UnreadableFile.class)
                .hasMessageContaining(because)
                .hasMessageContaining("offer, warehouse, available, onHand, safetyStock, countedAt, version")
                .hasMessageContaining("send it again");
    }

    @Test
    void anotherAlphabetOrSomethingElseThanATableIsSaid() {
        assertThatThrownBy(() -> csv("товар;склад".getBytes("windows-1251"), STOCK))
                .hasMessageContaining("not in UTF-8");
        assertThatThrownBy(() -> csv("offer;warehouse".getBytes(StandardCharsets.UTF_16), STOCK))
                .hasMessageContaining("not in UTF-8");
        assertThatThrownBy(() -> csv(new byte[10_000], STOCK)).hasMessageContaining("8192 bytes");
    }

    @Test
    void linesOfJsonAreReadAsItemsOfARequestAreAndAsStrictly() throws Exception {
        Rows<StockUpdate> rows = new JsonRows<>(in("""
                {"offer":"чай 🍵","warehouse":"1","onHand":40,"countedAt":"2026-11-20T10:00:00Z","version":7}

                {"offer":"tea","warehouse":"1","available":12}
                """.getBytes(StandardCharsets.UTF_8)), STOCK);
        assertThat(rows.next().value().offer()).isEqualTo("чай 🍵");
        Row<StockUpdate> second = rows.next();
        assertThat(second.number()).isEqualTo(3);
        assertThat(second.value()).isEqualTo(TEA);
        assertThat(rows.next()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{                               | ~~         | NOT_JSON",
                "null                            | ~~         | NOT_JSON",
                "[]                              | ~~         | NOT_JSON",
                "1                               | ~~         | NOT_JSON",
                "{\"offer\":\"a\"}{}             | ~~         | NOT_JSON",
                "{\"offer\":\"a\",\"offer\":\"b\"} | ~~       | NOT_JSON",
                "{\"offre\":\"a\"}               | /offre     | UNKNOWN_FIELD",
                "{\"a\\u202eb\":1}               | /a?b       | UNKNOWN_FIELD",
                "{\"offer\":1}                   | /offer     | WRONG_TYPE",
                "{\"available\":\"1\"}           | /available | WRONG_TYPE",
                "{\"available\":1.5}             | /available | WRONG_TYPE",
                "{\"countedAt\":\"now\"}         | /countedAt | WRONG_TYPE",
                "{\"offer\":[[[[1]]]]}           | /offer     | WRONG_TYPE"
            })
    void aLineThatIsNoSuchObjectIsRefusedAlone(String line, String member, String code) throws Exception {
        Rows<StockUpdate> rows = new JsonRows<>(
                in((line + "\n{\"offer\":\"tea\",\"warehouse\":\"1\",\"available\":12}")
                        .getBytes(StandardCharsets.UTF_8)),
                STOCK);
        assertThat(rows.next().refusal())
                .extracting(Refusal::member, Refusal::code)
                .containsExactly(member, code);
        assertThat(values(rows)).containsExactly(TEA);
    }

    private static <R extends Record> Rows<R> csv(String file, Subject<R> subject) throws Exception {
        return csv(file.getBytes(StandardCharsets.UTF_8), subject);
    }

    private static <R extends Record> Rows<R> csv(byte[] file, Subject<R> subject) throws Exception {
        return new CsvRows<>(in(file), subject);
    }

    private static InputStream in(byte[] file) {
        return new ByteArrayInputStream(file);
    }

    private static <R> List<R> values(Rows<R> rows) throws Exception {
        List<R> values = new ArrayList<>();
        for (Row<R> row = rows.next(); row != null; row = rows.next()) {
            assertThat(row.refusal()).isNull();
            values.add(row.value());
        }
        return values;
    }
}
