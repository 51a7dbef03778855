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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The read model: what is folded, and the schema that it is kept in. */
public final class ReadModel {

  private static final String SCHEMAS =
      """
      select schema_name from tidemark.generation
      where state in ('filling', 'following', 'serving', 'standby') order by generation
      """;

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

  /** Brings the engine's tables and those of all generations up to date. */
  public static void migrate(DataSource dataSource) {
    migrate(dataSource, "tidemark", "classpath:db/tidemark");
    try {
      for (String schema : schemas(dataSource)) {
        migrate(dataSource, schema);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot tell which generations there are", e);
    }
  }

  /** Brings the tables of the generation up to date that this schema is of; makes them at first. */
  public static void migrate(DataSource dataSource, String schema) {
    migrate(dataSource, schema, "classpath:db/generation");
  }

  private static List<String> schemas(DataSource dataSource) throws SQLException {
    List<String> schemas = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(SCHEMAS)) {
      while (rows.next()) {
        schemas.add(rows.getString(1));
      }
    }
    return schemas;
  }

  private static void migrate(DataSource dataSource, String schema, String location) {
    Flyway.configure().dataSource(dataSource).locations(location).schemas(schema).load().migrate();
  }
}
