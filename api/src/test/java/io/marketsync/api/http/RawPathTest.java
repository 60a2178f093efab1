package io.marketsync.api.http;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RawPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/shops",
                "/api/v1/shops/018f-aa_b~c",
                "/api/v1/shops?status=a;b//..%2f\u00e9",
                "/api/v1/offers/red%20shirt",
                "/api/v1/offers/%D1%8E%D0%B1%D0%BA%D0%B0",
                "/api/v1/offers/%E8%A3%99",
                "/api/v1/files/a.b.csv",
                "/console/",
                "/a(b)!$&'*+,=:@c"
            })
    void onePlainSpellingIsAccepted(String target) {
        assertThat(RawPath.isUnambiguous(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "x",
                "http://h/api",
                "/a;b",
                "/a%3bb",
                "/a%3Bb",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a%00b",
                "//a",
                "/a//b",
                "/./a",
                "/a/..",
                "/a/.b",
                "/a%2eb",
                "/a%2Eb",
                "/a\u00e9",
                "/a\u0001",
                "/a b",
                "/a\tb",
                "/%61",
                "/%7E",
                "/%2d",
                "/%25",
                "/%2525",
                "/%",
                "/%4",
                "/%zz",
                "/%+1",
                "/a%0ab",
                "/a%7fb",
                "/a%23",
                "/a%3f",
                "/%c0%af",
                "/%e0%80%af",
                "/%ff",
                "/%ef%bc%8f",
                "/%e2%80%8b",
                "/%ef%bc%a1",
                "/a%e2%80%a8",
                "/api/",
                "/api/v1/",
                "/a\"",
                "/a<b>",
                "/{a}",
                "/a|b",
                "/a^b",
                "/a`b",
                "/[a]",
                "/a#b"
            })
    void everyOtherSpellingIsRefused(String target) {
        assertThat(RawPath.isUnambiguous(target)).isFalse();
    }

    @Test
    void anyInputIsJudgedWithoutFailing() {
        long seed = System.nanoTime();
        System.out.println("RawPathTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder target = new StringBuilder("/");
            for (int j = random.nextInt(30); j > 0; j--) {
                target.append(random.nextInt(3) == 0 ? '%' : (char) random.nextInt(256));
            }
            assertThat(RawPath.isUnambiguous(target.toString())).isIn(true, false);
        }
    }
}
