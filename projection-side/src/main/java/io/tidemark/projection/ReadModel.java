package io.tidemark.projection;

import io.tidemark.projection.booking.BookingProjection;
import io.tidemark.projection.calling.AccountProjection;
import io.tidemark.projection.calling.AgentProjection;
import io.tidemark.projection.calling.CallProjection;
import io.tidemark.projection.calling.LeadProjection;
import io.tidemark.projection.calling.PurchaseProjection;
import io.tidemark.projection.complaint.ComplaintProjection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.provider.GoalProjection;
import io.tidemark.projection.provider.LocationProjection;
import io.tidemark.projection.provider.ProductionProjection;
import io.tidemark.projection.provider.ProviderProjection;
import io.tidemark.projection.staff.StaffProjection;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The read model: what is folded, and the schema that it is kept in. */
public final class ReadModel {

  private ReadModel() {}

  /** All projections. A new feature is a line here. */
  public static Projections projections() {
    return Projections.of(
        new BookingProjection(),
        new ComplaintProjection(),
        new StaffProjection(),
        new LocationProjection(),
        new ProviderProjection(),
        new ProductionProjection(),
        new GoalProjection(),
        new AccountProjection(),
        new PurchaseProjection(),
        new AgentProjection(),
        new CallProjection(),
        new LeadProjection());
  }

  /** Brings the engine's tables and those of the first generation up to date. */
  public static void migrate(DataSource dataSource) {
    migrate(dataSource, "tidemark", "classpath:db/tidemark");
    migrate(dataSource, "readmodel", "classpath:db/generation");
  }

  private static void migrate(DataSource dataSource, String schema, String location) {
    Flyway.configure().dataSource(dataSource).locations(location).schemas(schema).load().migrate();
  }
}
