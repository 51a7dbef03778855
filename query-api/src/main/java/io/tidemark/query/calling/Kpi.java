package io.tidemark.query.calling;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.query.figures.Figures;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A figure of the last 30 days, against the 30 days before. */
@Schema(name = "CallingKpi")
record Kpi(
    @Schema(
            description =
                "totalLeads: leads first scored. totalInteractions: calls started. leadsConverted:"
                    + " of the leads first scored, those converted by now. conversionRate:"
                    + " leadsConverted ÷ totalLeads. avgConversationsPerHour: calls ÷ distinct"
                    + " hours in which a call started. avgLeadScore: mean of the leads' present"
                    + " scores. callSuccessRate: completed ÷ (completed + failed).",
            example = "conversionRate")
        String key,
    @Schema(example = "Conversion rate") String label,
    @Schema(
            description =
                "In the last 30 days of the business zone, today included. Counts are whole, the"
                    + " rest has one decimal, half up; null where the denominator is 0, or the part"
                    + " is missing",
            example = "12.5")
        @Nullable BigDecimal value,
    @Schema(description = "The same in the 30 days before", example = "10.0")
        @Nullable BigDecimal previous,
    @Schema(
            description =
                "(value − previous) ÷ previous × 100, of the unrounded figures, one decimal; null"
                    + " where previous is 0 or null",
            example = "25.0")
        @Nullable BigDecimal changePct,
    Unit unit) {

  /** What a figure is measured in. */
  enum Unit {
    COUNT("count"),
    PERCENT("percent"),
    PER_HOUR("perHour"),
    SCORE("score");

    private final String wireName;

    Unit(String wireName) {
      this.wireName = wireName;
    }

    @JsonValue
    String wireName() {
      return wireName;
    }
  }

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** A figure before it is rounded: how many there are of one for each of the other. */
  record Ratio(BigDecimal of, BigDecimal per) {

    static Ratio of(long of, long per) {
      return new Ratio(BigDecimal.valueOf(of), BigDecimal.valueOf(per));
    }

    static Ratio count(long count) {
      return of(count, 1);
    }
  }

  /** A figure of two windows; null for what could not be read. */
  static Kpi of(
      String key, String label, Unit unit, @Nullable Ratio current, @Nullable Ratio previous) {
    return new Kpi(
        key,
        label,
        rounded(unit, current),
        rounded(unit, previous),
        current == null || previous == null || current.per().signum() == 0
            ? null
            : Figures.growth(
                current.of().multiply(previous.per()), previous.of().multiply(current.per())),
        unit);
  }

  private static @Nullable BigDecimal rounded(Unit unit, @Nullable Ratio ratio) {
    if (ratio == null) {
      return null;
    }
    return switch (unit) {
      case COUNT -> ratio.of();
      case PERCENT -> Figures.ratio(ratio.of().multiply(HUNDRED), ratio.per());
      case PER_HOUR, SCORE -> Figures.ratio(ratio.of(), ratio.per());
    };
  }
}
