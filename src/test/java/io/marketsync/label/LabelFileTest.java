package io.marketsync.label;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.simulator.label.LabelPdf;

import static org.assertj.core.api.Assertions.assertThat;

/** Whose label is whose, said by the pages or not at all. */
class LabelFileTest {

    private static final String A = "0123456789-0001-1";
    private static final String B = "0123456789-0002-1";

    @Test
    void eachPageGoesToThePostingThatItNames() throws IOException {
        Map<String, byte[]> labels = file(List.of("FBS", B), List.of(A + " x", "2 of 2"), List.of("1/2 " + B))
                .split(Set.of(A, B))
                .orElseThrow();

        assertThat(labels).containsOnlyKeys(A, B);
        assertThat(text(labels.get(A))).contains(A, "2 of 2").doesNotContain(B);
        assertThat(text(labels.get(B))).contains("FBS", "1/2").doesNotContain(A);
        assertThat(pages(labels.get(B))).isEqualTo(2);
    }

    @Test
    void aNumberThatBeginsOrEndsAnotherOneIsNotThatOne() {
        assertThat(file(List.of(A + "0"), List.of(B)).split(Set.of(A, B))).isEmpty();
        assertThat(file(List.of("9" + A), List.of(B)).split(Set.of(A, B))).isEmpty();
        assertThat(file(List.of(A + "-2"), List.of(B)).split(Set.of(A, B))).isEmpty();
        assertThat(file(List.of(A + "0"), List.of(A)).split(Set.of(A, A + "0"))).isPresent();
    }

    static Stream<List<List<String>>> unclear() {
        return Stream.of(
                List.of(List.of(A), List.of("no number"), List.of(B)),
                List.of(List.of(A), List.of(A, B)),
                List.of(List.of(A)),
                List.of(List.of(A), List.of()));
    }

    @ParameterizedTest
    @MethodSource("unclear")
    void whereAPageDoesNotSayItNothingIsTakenApart(List<List<String>> pages) {
        LabelFile file = new LabelFile(LabelPdf.of(pages));
        assertThat(file.split(Set.of(A, B))).isEmpty();
        assertThat(file.readable()).isTrue();
    }

    @Test
    void whatAPageHasFromItsParentGoesWithIt() throws IOException {
        byte[] file = withASharedParent(LabelPdf.of(List.of(List.of(A), List.of(B))));
        byte[] label = new LabelFile(file).split(Set.of(A, B)).orElseThrow().get(A);
        assertThat(text(label)).contains(A);
        try (PDDocument document = Loader.loadPDF(label)) {
            assertThat(document.getPage(0).getMediaBox().getWidth()).isEqualTo(164);
            assertThat(document.getPage(0).getRotation()).isEqualTo(90);
        }
    }

    @Test
    void labelsAreJoinedInTheirOrder() throws IOException {
        byte[] joined = LabelFile.joined(
                List.of(LabelPdf.of(List.of(List.of(B))), LabelPdf.of(List.of(List.of(A), List.of("second of A")))));
        assertThat(pages(joined)).isEqualTo(3);
        assertThat(text(joined)).containsSubsequence(B, A, "second of A");
    }

    @Test
    void whatIsNoReadablePdfIsNoLabel() throws IOException {
        byte[] good = LabelPdf.of(List.of(List.of(A)));
        List<byte[]> bad = List.of(
                "%PDF-1.4\nbut not really".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(good, 40),
                LabelPdf.of(List.of()),
                locked(good),
                lockedForAnother(good),
                new byte[0]);
        assertThat(bad).allSatisfy(pdf -> {
            assertThat(new LabelFile(pdf).readable()).isFalse();
            assertThat(new LabelFile(pdf).split(Set.of(A))).isEmpty();
        });
    }

    @Test
    void aFileThatNestsWithoutEndIsRead() {
        byte[] nested = withInTrailer(LabelPdf.of(List.of(List.of(A))), "/ID " + "[".repeat(100_000));
        assertThat(new LabelFile(nested).split(Set.of(A)))
                .as("its objects are in order")
                .isPresent();
    }

    @SafeVarargs
    private static LabelFile file(List<String>... pages) {
        return new LabelFile(LabelPdf.of(List.of(pages)));
    }

    private static byte[] withASharedParent(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (PDPage page : document.getPages()) {
                COSDictionary own = page.getCOSObject();
                COSDictionary parent = own.getCOSDictionary(COSName.PARENT);
                parent.setItem(COSName.RESOURCES, own.getItem(COSName.RESOURCES));
                parent.setItem(COSName.MEDIA_BOX, own.getItem(COSName.MEDIA_BOX));
                parent.setInt(COSName.ROTATE, 90);
                own.removeItem(COSName.RESOURCES);
                own.removeItem(COSName.MEDIA_BOX);
            }
            return saved(document);
        }
    }

    private static byte[] locked(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            document.protect(new StandardProtectionPolicy("owner", "reader", new AccessPermission()));
            return saved(document);
        }
    }

    /** By a key that only its reader has; PDFBox would need another library for it. */
    private static byte[] lockedForAnother(byte[] pdf) {
        return withInTrailer(
                pdf,
                "/ID [<00> <00>] /Encrypt << /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 1 /Length 128 /Recipients [<00>] >>");
    }

    private static byte[] withInTrailer(byte[] pdf, String more) {
        return new String(pdf, StandardCharsets.US_ASCII)
                .replace("/Root 1 0 R", "/Root 1 0 R " + more)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] saved(PDDocument document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.save(bytes);
        return bytes.toByteArray();
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static int pages(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return document.getNumberOfPages();
        }
    }
}
