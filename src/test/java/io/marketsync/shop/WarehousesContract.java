package io.marketsync.shop;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.testing.Misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every adapter must do that lists warehouses, in front of a marketplace that is simulated. */
public abstract class WarehousesContract {

    protected abstract Warehouses warehouses();

    /** A shop with active and disabled warehouses. */
    protected abstract ShopAccess shop();

    /** The same shop with a key that is refused. */
    protected abstract ShopAccess shopWithRefusedKey();

    /** Code and whether the marketplace takes stock for it. */
    protected abstract Map<String, Boolean> truth();

    /** From now on each call is answered that way; good answers again with the next test. */
    protected abstract void misbehave(Misbehaviour how);

    @Test
    void allAreListedOnceWithTheirNamesActiveOrNot() throws Exception {
        List<Warehouse> list = warehouses().of(shop());
        assertThat(list).extracting(Warehouse::code).doesNotHaveDuplicates();
        assertThat(list).extracting(Warehouse::name).noneMatch(String::isBlank);
        assertThat(facts(list)).isEqualTo(truth()).containsValues(true, false);
    }

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "FAILS_.*", mode = EnumSource.Mode.MATCH_ALL)
    void anAnswerThatIsNoneIsAFailureToTryAgain(Misbehaviour how) {
        misbehave(how);
        assertThat(catchThrowableOfType(JobFailure.class, () -> warehouses().of(shop())))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
    }

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "SAYS_.*", mode = EnumSource.Mode.MATCH_ALL)
    void theSameInOtherClothesIsTheSameList(Misbehaviour how) throws Exception {
        misbehave(how);
        assertThat(facts(warehouses().of(shop()))).isEqualTo(truth());
    }

    @Test
    void aListWithoutEndIsAFailure() {
        misbehave(Misbehaviour.REPEATS_ITS_CURSOR);
        assertThat(catchThrowableOfType(JobFailure.class, () -> warehouses().of(shop())))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
    }

    @Test
    void aRefusedKeyIsNoEmptyList() {
        assertThat(catchThrowableOfType(JobFailure.class, () -> warehouses().of(shopWithRefusedKey())))
                .isNotNull()
                .returns(Reason.AUTH, JobFailure::reason);
    }

    private static Map<String, Boolean> facts(List<Warehouse> list) {
        Map<String, Boolean> facts = new TreeMap<>();
        list.forEach(warehouse -> facts.put(warehouse.code(), warehouse.active()));
        return facts;
    }
}
