package io.marketsync.api.label;

import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;

@Schema(name = "PrintRequest")
record PrintRequest(
        @NotNull
        @Size(min = 1, max = MOST)
        @Schema(description = "Numbers of postings, in the order in which their labels are to be printed.")
        List<@NotNull @Size(min = 1, max = 100) @Pattern(regexp = PlainText.VISIBLE) String> postings) {

    static final int MOST = 100;
}
