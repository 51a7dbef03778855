package io.tidemark.projection.staff;

import io.tidemark.events.staff.StaffEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import java.util.List;

/** Keeps the names of staff, which readers join to the workload; it counts nothing. */
public final class StaffProjection implements Projection<StaffEvent, Staff> {

  static final EntityTable<Staff> STAFF = EntityTable.of("staff", Staff.class);

  @Override
  public Staff merge(Staff staff, StaffEvent event, Stamp at) {
    return switch (event) {
      case StaffEvent.Registered e -> staff.registered(at).named(e.name(), e.role(), at);
      case StaffEvent.Renamed e -> staff.named(e.name(), e.role(), at);
      case StaffEvent.Left _ -> staff.left(at);
    };
  }

  @Override
  public void contribute(Staff staff, Context context, Cells cells) {
    // the row itself is what is read
  }

  @Override
  public String group() {
    return "staff";
  }

  @Override
  public String topic() {
    return "tidemark.staff";
  }

  @Override
  public Class<StaffEvent> events() {
    return StaffEvent.class;
  }

  @Override
  public EntityTable<Staff> entities() {
    return STAFF;
  }

  @Override
  public List<CellTable> tables() {
    return List.of();
  }
}
