package io.marketsync.imports;

/**
 * A row that was not taken, as it is stored and listed.
 *
 * @param row as a spreadsheet counts it: the header is row 1 of a file that has one
 * @param offer as the row says it; null where it says none that could be shown
 * @param member the column that is to blame; empty for the row as a whole
 * @param arguments of the text of the code, as JSON
 */
public record Reject(long row, String offer, String member, String code, String arguments) {}
