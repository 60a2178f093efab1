package io.marketsync.api.stock;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "StockHealing")
record StockHealingView(
        @Schema(description = "What is changed outside is sent again by stock.reconcile.")
        boolean enabled) {}
