package io.marketsync.imports;

import java.io.IOException;
import java.io.InputStream;
import java.time.temporal.Temporal;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.marketsync.push.StrictJson;

/** A JSON object on each line, with the members that an item of a request has, and as strict. */
final class JsonRows<R extends Record> implements Rows<R> {

    private static final int DEEPEST = 3;
    private static final ObjectMapper JSON = StrictJson.builder(DEEPEST, Records.LONGEST)
            .addModule(new JavaTimeModule())
            .build();

    private final Subject<R> subject;
    private final Records records;
    private long number;

    JsonRows(InputStream in, Subject<R> subject) throws IOException {
        this.subject = subject;
        this.records = new Records(in);
    }

    @Override
    public Row<R> next() throws IOException {
        while (true) {
            number++;
            try {
                String line = records.next(Records.LINES);
                if (line == null) {
                    return null;
                }
                if (!line.isBlank()) {
                    return Row.read(number, read(line));
                }
            } catch (RefusedRow refused) {
                return Row.refused(number, refused.refusal());
            }
        }
    }

    private R read(String line) throws RefusedRow {
        try {
            R row = JSON.readValue(line, subject.type());
            if (row == null) {
                throw notJson();
            }
            return row;
        } catch (UnrecognizedPropertyException e) {
            throw new RefusedRow("/" + shown(e.getPropertyName()), "UNKNOWN_FIELD", Map.of());
        } catch (MismatchedInputException e) {
            if (e.getPath().isEmpty()) {
                throw notJson();
            }
            Reference member = e.getPath().getLast();
            throw new RefusedRow(
                    "/" + shown(String.valueOf(member.getFieldName())),
                    "WRONG_TYPE",
                    Map.of("expected", expected(e.getTargetType())));
        } catch (JsonProcessingException e) {
            throw notJson();
        }
    }

    private static RefusedRow notJson() {
        return new RefusedRow("", "NOT_JSON", Map.of());
    }

    private static String expected(Class<?> type) {
        if (type != null && Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
            return "integer";
        }
        return type != null && Temporal.class.isAssignableFrom(type) ? "ISO 8601 time" : "string";
    }

    /** A name from a file, fit to be shown. */
    private static String shown(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return plain.length() <= 60 ? plain : plain.substring(0, 60);
    }
}
