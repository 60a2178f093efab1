package io.marketsync.simulator.label;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A PDF of plain pages, 58 by 60 mm as label printers take them: lines of text in Helvetica, of ASCII. */
public final class LabelPdf {

    private static final String FONT =
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    private static final int PAGES = 2;
    private static final int FIRST_PAGE = 4;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();

    private LabelPdf() {}

    /** @param pages lines of each */
    public static byte[] of(List<List<String>> pages) {
        return new LabelPdf().write(pages);
    }

    private byte[] write(List<List<String>> pages) {
        text("%PDF-1.4\n");
        object("<< /Type /Catalog /Pages " + PAGES + " 0 R >>");
        StringBuilder kids = new StringBuilder();
        for (int page = 0; page < pages.size(); page++) {
            kids.append(FIRST_PAGE + 2 * page).append(" 0 R ");
        }
        object("<< /Type /Pages /Count " + pages.size() + " /Kids [ " + kids + "] >>");
        object(FONT);
        for (int page = 0; page < pages.size(); page++) {
            object("<< /Type /Page /Parent " + PAGES
                    + " 0 R /MediaBox [0 0 164 170] /Resources << /Font << /F1 3 0 R >> >>" + " /Contents "
                    + (FIRST_PAGE + 2 * page + 1) + " 0 R >>");
            String drawn = drawn(pages.get(page));
            object("<< /Length " + drawn.length() + " >>\nstream\n" + drawn + "\nendstream");
        }
        index();
        return file.toByteArray();
    }

    private static String drawn(List<String> lines) {
        StringBuilder drawn = new StringBuilder("BT /F1 12 Tf 8 150 Td 16 TL");
        for (String line : lines) {
            drawn.append(" (").append(line.replaceAll("([\\\\()])", "\\\\$1")).append(") Tj T*");
        }
        return drawn.append(" ET").toString();
    }

    private void object(String body) {
        offsets.add(file.size());
        text(offsets.size() + " 0 obj\n" + body + "\nendobj\n");
    }

    private void index() {
        int start = file.size();
        text("xref\n0 " + (offsets.size() + 1) + "\n0000000000 65535 f \n");
        offsets.forEach(offset -> text("%010d 00000 n \n".formatted(offset)));
        text("trailer\n<< /Size " + (offsets.size() + 1) + " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n");
    }

    private void text(String ascii) {
        file.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
