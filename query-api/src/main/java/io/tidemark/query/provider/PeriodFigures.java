package io.tidemark.query.provider;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.query.figures.Figures;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The figures of one period. */
@Schema(
    description =
        "Money is exact, with two decimals; percentages have one, half up; null where the"
            + " denominator is 0, or where there is no goal.")
record PeriodFigures(
    @Schema(description = "First day", example = "2026-11-01") LocalDate periodStart,
    @Schema(description = "Last day", example = "2026-11-30") LocalDate periodEnd,
    @Schema(
            description =
                "Sum of net (gross − adjustments − write-offs) of the entries dated in the period"
                    + " that are not voided",
            example = "41250.00")
        BigDecimal production,
    @Schema(description = "Of these: of kind dentist", example = "36000.00") BigDecimal dentist,
    @Schema(description = "Of these: of kind hygiene", example = "5250.00") BigDecimal hygiene,
    @Schema(description = "Number of these entries", example = "212") long entries,
    @Schema(
            description =
                "The goal in force for the period; where none of its granularity is, derived from"
                    + " the next coarser one in proportion to days, rounded to the cent",
            example = "50000.00")
        @Nullable BigDecimal goal,
    @Schema(description = "production ÷ goal × 100", example = "82.5")
        @Nullable BigDecimal goalAchievementPct,
    @Schema(description = "production − goal", example = "-8750.00") @Nullable BigDecimal variance,
    @Schema(description = "variance ÷ goal × 100", example = "-17.5")
        @Nullable BigDecimal variancePct,
    @Schema(description = "production of the whole period before", example = "39000.00")
        BigDecimal previousProduction,
    @Schema(
            description = "(production − previousProduction) ÷ previousProduction × 100",
            example = "5.8")
        @Nullable BigDecimal changePct) {

  static PeriodFigures of(
      Grain grain,
      LocalDate start,
      Production production,
      BigDecimal previous,
      @Nullable BigDecimal goal) {
    BigDecimal total = production.total();
    BigDecimal variance = goal == null ? null : total.subtract(goal);
    return new PeriodFigures(
        start,
        grain.lastDay(start),
        Figures.money(total),
        Figures.money(production.dentist()),
        Figures.money(production.hygiene()),
        production.entries(),
        goal,
        goal == null ? null : Figures.percent(total, goal),
        variance == null ? null : Figures.money(variance),
        variance == null || goal == null ? null : Figures.percent(variance, goal),
        Figures.money(previous),
        Figures.growth(total, previous));
  }
}
