package io.marketsync.checks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parts of a PromQL expression that the checks ask about, found by its tokens. It does not prove that the expression is
 * valid: promtool does.
 */
final class PromQl {

    /** A metric name (empty when only braces are given), the labels it is matched on, the function it is the argument of. */
    record Selector(String metric, Set<String> labels, String function) {}

    private static final Pattern TOKEN = Pattern.compile("\\s+|#[^\\n]*"
            + "|(\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|`[^`]*`" // text
            + "|[0-9.][0-9a-zA-Z_.]*" // number or duration
            + "|[a-zA-Z_:][a-zA-Z0-9_:]*" // name
            + "|=~|!~|!=|==|>=|<=|.)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Set<String> LABEL_LISTS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "atan2", "bool", "offset", "inf", "nan", "Inf", "NaN");
    private static final Set<String> COMPARISONS = Set.of(">", ">=", "<", "<=");
    private static final Map<String, String> CLOSING = Map.of("(", ")", "{", "}", "[", "]");

    private final List<String> tokens = new ArrayList<>();
    private final Deque<String> enclosing = new ArrayDeque<>();
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupLabels = new LinkedHashSet<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final List<Double> limits = new ArrayList<>();

    static PromQl parse(String expression) {
        return new PromQl(expression);
    }

    List<Selector> selectors() {
        return selectors;
    }

    /** Labels named by `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
    Set<String> groupLabels() {
        return groupLabels;
    }

    Set<String> functions() {
        return functions;
    }

    /** Constants to the right of an ordering comparison. */
    List<Double> limits() {
        return limits;
    }

    private PromQl(String expression) {
        var matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                tokens.add(matcher.group(1));
            }
        }
        var position = 0;
        while (position < tokens.size()) {
            position = read(position);
        }
    }

    /** Reads what starts at a token and returns where the next thing starts. */
    private int read(int at) {
        var token = tokens.get(at);
        if (LABEL_LISTS.contains(token) && token(at + 1).equals("(")) {
            return readGroupLabels(at + 1);
        }
        if (token.equals("{") || startsSelector(at)) {
            return readSelector(at);
        }
        switch (token) {
            case "(" -> enclosing.push(at > 0 && NAME.matcher(token(at - 1)).matches() ? token(at - 1) : "");
            case ")" -> enclosing.poll();
            case "[" -> {
                return closing(at) + 1;
            }
            default -> {
                if (token(at + 1).equals("(") && NAME.matcher(token).matches()) {
                    functions.add(token);
                }
                if (COMPARISONS.contains(token)
                        && Character.isDigit(token(at + 1).charAt(0))) {
                    limits.add(Double.valueOf(token(at + 1)));
                }
            }
        }
        return at + 1;
    }

    private boolean startsSelector(int at) {
        var token = tokens.get(at);
        var next = token(at + 1);
        var aggregation = next.equals("by") || next.equals("without");
        return NAME.matcher(token).matches()
                && !WORDS.contains(token)
                && !LABEL_LISTS.contains(token)
                && !next.equals("(")
                && !aggregation;
    }

    private int readGroupLabels(int open) {
        var close = closing(open);
        tokens.subList(open + 1, Math.max(open + 1, close)).stream()
                .filter(NAME.asMatchPredicate())
                .forEach(groupLabels::add);
        return close + 1;
    }

    private int readSelector(int at) {
        var named = !tokens.get(at).equals("{");
        var open = named ? at + 1 : at;
        var labels = new LinkedHashSet<String>();
        var end = open;
        if (token(open).equals("{")) {
            end = closing(open) + 1;
            for (var i = open + 1; i < end - 1; i++) {
                if (NAME.matcher(tokens.get(i)).matches()) {
                    labels.add(tokens.get(i));
                }
            }
        }
        var function = enclosing.isEmpty() ? "" : enclosing.peek();
        selectors.add(new Selector(named ? tokens.get(at) : "", labels, function));
        return end;
    }

    /** Where the bracket closes; the end of the expression when it never does, which promtool will complain about. */
    private int closing(int open) {
        var wanted = CLOSING.get(tokens.get(open));
        for (var i = open + 1; i < tokens.size(); i++) {
            if (tokens.get(i).equals(wanted)) {
                return i;
            }
        }
        return tokens.size();
    }

    private String token(int at) {
        return at < tokens.size() ? tokens.get(at) : "\0";
    }
}
