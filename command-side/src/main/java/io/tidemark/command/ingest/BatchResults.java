package io.tidemark.command.ingest;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.command.ingest.Result.Status;
import java.util.List;

/**
 * The answer to a batch.
 *
 * @param accepted how many are in the log by this request
 * @param duplicates how many were in it before
 * @param rejected how many are not in it
 * @param events each, in the batch's order
 */
@Schema(name = "BatchResults", description = "What became of each event of a batch")
record BatchResults(
    @Schema(example = "498") int accepted,
    @Schema(example = "1") int duplicates,
    @Schema(example = "1") int rejected,
    List<Result> events) {

  static BatchResults of(List<Result> events) {
    int accepted = count(events, Status.ACCEPTED);
    int duplicates = count(events, Status.DUPLICATE);
    return new BatchResults(
        accepted, duplicates, events.size() - accepted - duplicates, List.copyOf(events));
  }

  private static int count(List<Result> events, Status status) {
    return (int) events.stream().filter(event -> event.status() == status).count();
  }

  /** 202 if all were taken in, 422 if there are some and none was, else 207. */
  int httpStatus() {
    if (rejected == 0) {
      return 202;
    }
    return rejected == events.size() ? 422 : 207;
  }
}
