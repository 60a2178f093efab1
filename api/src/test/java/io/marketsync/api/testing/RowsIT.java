package io.marketsync.api.testing;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whoever says that nothing was written notices when something was. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class RowsIT {

    private final TestSeller seller = aSeller().withShop().withPosting("1", null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO sync_watermark (seller_id, shop_id, feed, reached) SELECT seller_id, id, 'x', now() FROM shop WHERE seller_id = ?",
                "UPDATE posting SET status = status WHERE seller_id = ?",
                "DELETE FROM posting WHERE seller_id = ?",
                "UPDATE api_token SET label = 'another' WHERE seller_id = ?"
            })
    void whatIsWrittenIsNoticed(String sql) {
        assertThatThrownBy(() -> Rows.nothingIsWrittenBy(() -> {
                    Rows.run(sql, seller.id());
                    return "an answer";
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("an answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE api_token SET last_used_at = now() WHERE seller_id = ?",
                "SELECT * FROM posting WHERE seller_id = ?"
            })
    void whatIsReadIsNothing(String sql) {
        assertThat(Rows.<String>nothingIsWrittenBy(() -> {
                    Rows.run(sql, seller.id());
                    return "an answer";
                }))
                .isEqualTo("an answer");
    }
}
