package io.marketsync.api.openapi;

/**
 * What the code does not say about one operation.
 *
 * @param description null where the summary says all
 * @param status of success
 * @param request example of a body, null without one
 * @param answer example of the body of success, null without one
 */
record OperationNote(String description, int status, Object request, Object answer) {}
