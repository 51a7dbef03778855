package io.tidemark.projection.provider;

import static io.tidemark.projection.engine.Grain.DAY;
import static io.tidemark.projection.engine.Grain.MONTH;
import static io.tidemark.projection.engine.Grain.WEEK;
import static java.math.BigDecimal.ZERO;
import static java.util.Objects.requireNonNull;

import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.PeriodTable;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds up what providers produced, everywhere and per location, by the date of the entries. */
public final class ProductionProjection implements Production<ProductionEvent, ProductionEntry> {

  /** Net production of a provider. */
  static final PeriodTable<ProviderKey, Sums> BY_PROVIDER =
      PeriodTable.of("production_by_provider", ProviderKey.class, Sums.class)
          .only(DAY, WEEK, MONTH);

  /** Net production of a provider at a location. */
  static final PeriodTable<LocationKey, Sums> BY_LOCATION =
      PeriodTable.of("production_by_location", LocationKey.class, Sums.class)
          .only(DAY, WEEK, MONTH);

  static final EntityTable<ProductionEntry> ENTRIES =
      EntityTable.of("production_entry", ProductionEntry.class);

  record ProviderKey(String provider) {}

  record LocationKey(String provider, String location) {}

  record Sums(BigDecimal dentist, BigDecimal hygiene, long entries) {}

  @Override
  public ProductionEntry merge(ProductionEntry entry, ProductionEvent event, Stamp at) {
    return switch (event) {
      case ProductionEvent.Recorded e ->
          entry
              .recorded(at)
              .stated(
                  e.providerId(),
                  e.locationId(),
                  e.date(),
                  e.kind(),
                  net(e.gross(), e.adjustments(), e.writeOffs()),
                  at);
      case ProductionEvent.Corrected e ->
          entry.stated(
              e.providerId(),
              e.locationId(),
              e.date(),
              e.kind(),
              net(e.gross(), e.adjustments(), e.writeOffs()),
              at);
      case ProductionEvent.Voided _ -> entry.voided(at);
    };
  }

  private static BigDecimal net(
      BigDecimal gross, @Nullable BigDecimal adjustments, @Nullable BigDecimal writeOffs) {
    BigDecimal adjusted = adjustments == null ? gross : gross.subtract(adjustments);
    return writeOffs == null ? adjusted : adjusted.subtract(writeOffs);
  }

  @Override
  public void contribute(ProductionEntry entry, Context context, Cells cells) {
    if (requireNonNull(entry.voided().value())) {
      return;
    }
    LocalDate date = requireNonNull(entry.date().value());
    String provider = requireNonNull(entry.provider().value());
    String location = requireNonNull(entry.location().value());
    BigDecimal net = requireNonNull(entry.net().value());
    Sums sums =
        switch (requireNonNull(entry.kind().value())) {
          case DENTIST -> new Sums(net, ZERO, 1);
          case HYGIENE -> new Sums(ZERO, net, 1);
        };
    cells.add(BY_PROVIDER, date, new ProviderKey(provider), sums);
    cells.add(BY_LOCATION, date, new LocationKey(provider, location), sums);
  }

  @Override
  public String group() {
    return "production";
  }

  @Override
  public Class<ProductionEvent> events() {
    return ProductionEvent.class;
  }

  @Override
  public EntityTable<ProductionEntry> entities() {
    return ENTRIES;
  }

  @Override
  public String countedOn() {
    return "date";
  }

  @Override
  public List<CellTable> tables() {
    return List.of(BY_PROVIDER.cells(), BY_LOCATION.cells());
  }
}
