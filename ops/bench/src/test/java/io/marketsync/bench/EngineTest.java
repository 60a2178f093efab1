package io.marketsync.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EngineTest {

    @Test
    void eachMeasurementHasANameOfItsOwn() {
        assertThat(Engine.MEASUREMENTS).extracting(Measurement::name).doesNotHaveDuplicates();
    }

    @Test
    void withoutNamesAllRunAndWithAnUnknownOneNone() {
        assertThat(Engine.asked()).isEqualTo(Engine.MEASUREMENTS);
        assertThat(Engine.asked("drain", "paced")).extracting(Measurement::name).containsExactly("drain", "paced");
        assertThat(Engine.asked("drain", "drian")).isEmpty();
    }
}
