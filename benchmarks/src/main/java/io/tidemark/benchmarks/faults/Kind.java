package io.tidemark.benchmarks.faults;

/** What may happen. */
enum Kind {
  KILL_PROJECTOR("kill -9 of a projector"),
  KILL_RELAY("kill -9 of the command side with its relay"),
  KILL_QUERIES("kill -9 of the query API"),
  KILL_POSTGRES("kill -9 of PostgreSQL"),
  KILL_BACKEND("kill -9 of one of PostgreSQL's processes"),
  KILL_BROKER("kill -9 of the broker"),
  ZOMBIE("projector stopped past its session, then continued"),
  CUT("connections cut"),
  SLOW("connections slow"),
  SILENT("connections that hang, then go on"),
  HALF_OPEN("half-open connections"),
  FULL_DISK("PostgreSQL's disk full"),
  LOCKS("held locks"),
  KILL_LOCKED("kill -9 of a projector that waits for rows"),
  HELD_APPEND("an append that commits late"),
  PARTITIONS("partitions added"),
  DUPLICATES("duplicates (5 %)"),
  SHUFFLES("events in any order"),
  POISON("poison records"),
  RECREATED("topic created anew"),
  REBUILD("kill -9 during a rebuild and its switch");

  final String text;

  Kind(String text) {
    this.text = text;
  }
}
