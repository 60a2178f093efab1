package io.marketsync.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

/**
 * A table as spreadsheets write it: a header that names the columns in any order, and between the cells whatever of {@code ; ,} and tab the
 * header has most of. Columns that nobody knows are refused: a misspelt one would be lost in silence.
 */
final class CsvRows<R extends Record> implements Rows<R> {

    private static final String DELIMITERS = ";,\t";

    private static final ObjectReader CSV =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build().readerFor(String[].class);

    private final Subject<R> subject;
    private final Records records;
    private final char delimiter;
    private final ObjectReader reader;
    private final List<String> columns;
    private long number;

    CsvRows(InputStream in, Subject<R> subject) throws IOException, UnreadableFile {
        this.subject = subject;
        this.records = new Records(in);
        String header = header();
        this.delimiter = delimiter(header);
        this.reader = CSV.with(CsvSchema.emptySchema().withColumnSeparator(delimiter));
        this.columns = columns(header);
    }

    @Override
    public Row<R> next() throws IOException {
        while (true) {
            number++;
            try {
                String record = records.next(delimiter);
                if (record == null) {
                    return null;
                }
                String[] cells = cells(record);
                if (!Arrays.stream(cells).allMatch(String::isBlank)) {
                    return Row.read(number, subject.read(new Cells(columns, fitting(cells))));
                }
            } catch (RefusedRow refused) {
                return Row.refused(number, refused.refusal());
            }
        }
    }

    private String header() throws IOException, UnreadableFile {
        try {
            String line = "";
            while (line != null && line.isBlank()) {
                line = records.next(Records.LINES);
                number++;
            }
            if (line == null) {
                throw unreadable("The file is empty.");
            }
            return line;
        } catch (RefusedRow refused) {
            throw unreadable(
                    refused.refusal().code().equals("NOT_UTF8")
                            ? "The file is not in UTF-8."
                            : "The first line has more than " + Records.LONGEST + " bytes.");
        }
    }

    private static char delimiter(String header) {
        char most = DELIMITERS.charAt(0);
        for (char candidate : DELIMITERS.toCharArray()) {
            if (count(header, candidate) > count(header, most)) {
                most = candidate;
            }
        }
        return most;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(character -> character == wanted).count();
    }

    private List<String> columns(String header) throws UnreadableFile {
        Map<String, String> known = subject.columns().stream().collect(Collectors.toMap(CsvRows::plain, name -> name));
        List<String> names = new ArrayList<>();
        for (String written : headerCells(header)) {
            String name = known.get(plain(written));
            if (name == null) {
                throw unreadable("The header has a column \"" + shown(written) + "\" that nobody knows.");
            }
            if (names.contains(name)) {
                throw unreadable("The header has the column " + name + " twice.");
            }
            names.add(name);
        }
        for (List<String> one : subject.needed()) {
            if (one.stream().noneMatch(names::contains)) {
                throw unreadable("The header has no column " + String.join(" or ", one) + ".");
            }
        }
        return List.copyOf(names);
    }

    /** Spreadsheets leave empty columns behind the last one. */
    private List<String> headerCells(String header) throws UnreadableFile {
        try {
            List<String> cells = new ArrayList<>(List.of(cells(header)));
            while (!cells.isEmpty() && cells.getLast().isBlank()) {
                cells.removeLast();
            }
            return cells;
        } catch (RefusedRow refused) {
            throw unreadable("The first line cannot be read as a header.");
        }
    }

    private String[] cells(String record) throws RefusedRow {
        if (record.isBlank()) {
            return new String[0];
        }
        try (MappingIterator<String[]> read = reader.readValues(record)) {
            String[] cells = read.nextValue();
            if (read.hasNextValue()) {
                throw badQuotes();
            }
            return cells;
        } catch (JsonProcessingException e) {
            throw badQuotes();
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can be read", e);
        }
    }

    private static RefusedRow badQuotes() {
        return new RefusedRow("", "BAD_QUOTES", Map.of());
    }

    private String[] fitting(String[] cells) throws RefusedRow {
        for (int at = columns.size(); at < cells.length; at++) {
            if (!cells[at].isBlank()) {
                throw new RefusedRow("", "TOO_MANY_CELLS", Map.of("most", columns.size()));
            }
        }
        return cells;
    }

    /** {@code Safety_stock} is {@code safetyStock}, too. */
    private static String plain(String name) {
        return name.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N} _.-]", "?").strip();
        return plain.length() <= 40 ? plain : plain.substring(0, 40) + "…";
    }

    private UnreadableFile unreadable(String why) {
        return new UnreadableFile(why
                + " The first line has to name the columns, with ; , or a tab between them, in UTF-8: "
                + String.join(", ", subject.columns()) + ". Nothing was taken. Correct the file and send it again.");
    }
}
