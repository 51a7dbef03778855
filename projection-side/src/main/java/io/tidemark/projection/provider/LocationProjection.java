package io.tidemark.projection.provider;

import io.tidemark.events.provider.LocationEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Stamp;
import java.util.List;

/** Keeps the names of locations; it counts nothing. */
public final class LocationProjection implements Production<LocationEvent, Location> {

  static final EntityTable<Location> LOCATIONS = EntityTable.of("location", Location.class);

  @Override
  public Location merge(Location location, LocationEvent event, Stamp at) {
    return switch (event) {
      case LocationEvent.Registered e -> location.registered(e.zone(), at).named(e.name(), at);
      case LocationEvent.Renamed e -> location.named(e.name(), at);
    };
  }

  @Override
  public void contribute(Location location, Context context, Cells cells) {
    // the row itself is what is read
  }

  @Override
  public String group() {
    return "locations";
  }

  @Override
  public Class<LocationEvent> events() {
    return LocationEvent.class;
  }

  @Override
  public EntityTable<Location> entities() {
    return LOCATIONS;
  }

  @Override
  public List<CellTable> tables() {
    return List.of();
  }
}
