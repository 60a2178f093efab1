package io.marketsync.imports;

import java.util.Map;

import io.marketsync.push.Refusal;

/** A row says something that cannot be read. */
final class RefusedRow extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedRow(String member, String code, Map<String, Object> arguments) {
        super(code, null, false, false);
        this.refusal = new Refusal(member, code, arguments);
    }

    Refusal refusal() {
        return refusal;
    }
}
