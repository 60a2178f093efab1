package io.marketsync.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

import io.marketsync.bench.Figures.Better;

/** What was measured of two contenders, side by side. Thread-safe: an abandoned measurement may still write. */
final class Table {

    private static final String NOTHING = "-";
    private static final String NOT_SAID = "n/a";

    private record Key(String measurement, String what, String unit) {}

    private static final class Row {
        private final String[] cells = {NOTHING, NOTHING};
        private final OptionalDouble[] values = {OptionalDouble.empty(), OptionalDouble.empty()};
        private Better better = Better.NEITHER;
    }

    private final Map<Key, Row> rows = new LinkedHashMap<>();
    private final List<String> contenders;

    Table(String ours, String other) {
        this.contenders = List.of(ours, other);
    }

    Figures figures(String measurement, String contender) {
        int side = contenders.indexOf(contender);
        return (what, unit, value, better) -> add(new Key(measurement, what, unit), side, value, better);
    }

    private synchronized void add(Key key, int side, double value, Better better) {
        Row row = rows.computeIfAbsent(key, unknown -> new Row());
        row.values[side] = OptionalDouble.of(value);
        row.cells[side] = number(value);
        row.better = better;
    }

    /** In place of figures that never came. */
    synchronized void remark(String measurement, String contender, String remark) {
        rows.computeIfAbsent(new Key(measurement, "", ""), unknown -> new Row()).cells[contenders.indexOf(contender)] =
                remark;
    }

    synchronized String text() {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"measurement", "figure", contenders.get(0), contenders.get(1), "unit", "ratio"});
        rows.forEach((key, row) ->
                lines.add(new String[] {key.measurement, key.what, row.cells[0], row.cells[1], key.unit, ratio(row)}));
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder cells = new StringBuilder();
            for (int column = 0; column < line.length; column++) {
                cells.append(padded(line[column], width(lines, column), column == 2 || column == 3));
            }
            text.append(cells.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** How many times as good as the other: above 1 ours is better, whether high or low is good. */
    private static String ratio(Row row) {
        if (row.better == Better.NEITHER || row.values[0].isEmpty() || row.values[1].isEmpty()) {
            return NOT_SAID;
        }
        double ours = row.values[0].getAsDouble();
        double other = row.values[1].getAsDouble();
        double ratio = row.better == Better.HIGHER ? ours / other : other / ours;
        return Double.isFinite(ratio) ? number(ratio) + "x" : NOT_SAID;
    }

    private static int width(List<String[]> lines, int column) {
        return lines.stream().mapToInt(line -> line[column].length()).max().orElse(0);
    }

    private static String padded(String cell, int width, boolean right) {
        return String.format(Locale.ROOT, right ? "%" + width + "s  " : "%-" + width + "s  ", cell);
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
