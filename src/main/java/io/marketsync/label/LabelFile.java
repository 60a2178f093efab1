package io.marketsync.label;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * A PDF of labels. It is taken apart only where each page itself says whose it is: a label on the wrong parcel is worse than one that
 * comes later. Nothing of what is in it is ever logged.
 *
 * <p>PDFBox throws whatever a file makes it stumble on, for lack of libraries that we do not ship, too; and what it says may quote the file.
 */
public final class LabelFile {

    /** No label has so many pages; whoever sends more sends something else. */
    private static final int MOST_PAGES = 1000;

    static {
        LabelFonts.install();
    }

    private final byte[] pdf;

    public LabelFile(byte[] pdf) {
        this.pdf = pdf;
    }

    /** Whether it is one that can be printed: whole, with pages, and not locked. */
    public boolean readable() {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return hasPages(document);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError broken) {
            return false;
        }
    }

    /**
     * The labels by posting number. Empty unless each page shows the number of exactly one of these postings, and each of them has a page.
     */
    public Optional<Map<String, byte[]>> split(Collection<String> numbers) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            if (!hasPages(document)) {
                return Optional.empty();
            }
            Map<String, List<Integer>> pages = pages(document, numbers);
            if (!pages.keySet().containsAll(numbers)) {
                return Optional.empty();
            }
            Map<String, byte[]> labels = new HashMap<>();
            for (Map.Entry<String, List<Integer>> label : pages.entrySet()) {
                labels.put(label.getKey(), extracted(document, label.getValue()));
            }
            return Optional.of(labels);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError broken) {
            return Optional.empty();
        }
    }

    /** All of them, one after the other, as one file. */
    public static byte[] joined(List<byte[]> pdfs) throws IOException {
        List<PDDocument> parts = new ArrayList<>(pdfs.size());
        try (PDDocument whole = new PDDocument()) {
            for (byte[] pdf : pdfs) {
                PDDocument part = Loader.loadPDF(pdf);
                parts.add(part);
                for (PDPage page : part.getPages()) {
                    add(page, whole);
                }
            }
            return bytes(whole);
        } finally {
            for (PDDocument part : parts) {
                part.close();
            }
        }
    }

    private static boolean hasPages(PDDocument document) {
        return document.getNumberOfPages() > 0 && document.getNumberOfPages() <= MOST_PAGES && !document.isEncrypted();
    }

    /** Empty as soon as a page does not say clearly whose it is. */
    private static Map<String, List<Integer>> pages(PDDocument document, Collection<String> numbers)
            throws IOException {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        numbers.forEach(number -> patterns.put(
                number, Pattern.compile("(?<![0-9A-Za-z-])" + Pattern.quote(number) + "(?![0-9A-Za-z-])")));
        Map<String, List<Integer>> pages = new LinkedHashMap<>();
        for (int page = 1; page <= document.getNumberOfPages(); page++) {
            String text = text(document, page);
            List<String> named = patterns.entrySet().stream()
                    .filter(number -> number.getValue().matcher(text).find())
                    .map(Map.Entry::getKey)
                    .toList();
            if (named.size() != 1) {
                return Map.of();
            }
            pages.computeIfAbsent(named.getFirst(), any -> new ArrayList<>()).add(page - 1);
        }
        return pages;
    }

    private static String text(PDDocument document, int page) throws IOException {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        return stripper.getText(document);
    }

    private static byte[] extracted(PDDocument document, List<Integer> pages) throws IOException {
        try (PDDocument label = new PDDocument()) {
            for (int page : pages) {
                add(document.getPage(page), label);
            }
            return bytes(label);
        }
    }

    /** With what it has from the pages' common parent, which stays behind. Its own document has to stay open until the other is saved. */
    private static void add(PDPage page, PDDocument to) {
        page.setResources(page.getResources());
        page.setMediaBox(page.getMediaBox());
        page.setCropBox(page.getCropBox());
        page.setRotation(page.getRotation());
        to.addPage(page);
    }

    /** As plain as it came: printers of labels are old, and what PDFBox packs by itself asks for readers of PDF 1.6. */
    private static byte[] bytes(PDDocument document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.save(bytes, CompressParameters.NO_COMPRESSION);
        return bytes.toByteArray();
    }
}
