package io.tidemark.query.calling;

import io.tidemark.query.figures.Figures;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What leads come to, and what is told of them. */
record LeadSums(long leads, long qualified, long converted, BigDecimal score) {

  static final LeadSums NONE = new LeadSums(0, 0, 0, BigDecimal.ZERO);

  /** To be selected of {@code leads_by_score}, under the alias {@code l}. */
  static final String SUMS =
      "sum(l.leads), sum(l.leads) filter (where l.bucket >= 7), sum(l.converted), sum(l.score)";

  /** The sums in the order in which {@link #SUMS} names them. */
  static LeadSums of(ResultSet row, int first) throws SQLException {
    BigDecimal score = row.getBigDecimal(first + 3);
    return score == null
        ? NONE
        : new LeadSums(row.getLong(first), row.getLong(first + 1), row.getLong(first + 2), score);
  }

  LeadSums plus(LeadSums other) {
    return new LeadSums(
        leads + other.leads,
        qualified + other.qualified,
        converted + other.converted,
        score.add(other.score));
  }

  @Nullable BigDecimal avgScore() {
    return Figures.ratio(score, BigDecimal.valueOf(leads));
  }

  @Nullable BigDecimal conversionRate() {
    return Figures.percent(converted, leads);
  }
}
