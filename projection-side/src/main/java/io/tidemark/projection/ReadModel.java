package io.tidemark.projection;

import io.tidemark.projection.booking.BookingProjection;
import io.tidemark.projection.complaint.ComplaintProjection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.staff.StaffProjection;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The read model: what is folded, and the schema that it is kept in. */
public final class ReadModel {

  private ReadModel() {}

  /** All projections. A new feature is one line here. */
  public static Projections projections() {
    return Projections.of(
        new BookingProjection(), new ComplaintProjection(), new StaffProjection());
  }

  /** Brings the schema up to date. */
  public static void migrate(DataSource dataSource) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:db/readmodel")
        .schemas("tidemark")
        .load()
        .migrate();
  }
}
