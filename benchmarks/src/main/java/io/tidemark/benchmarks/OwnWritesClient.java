package io.tidemark.benchmarks;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes bookings for one member of staff, whom nobody else writes for, and reads how many. */
final class OwnWritesClient {

  private static final String QUESTION = LocalInstance.METRICS + "?include=realtime";

  /**
   * @param written by this client until then
   * @param seen of it
   * @param commandNanos until the command was answered
   * @param readNanos from then on until the figure was read
   */
  record Visit(long written, long seen, long commandNanos, long readNanos) {}

  private final LocalInstance instance;
  private final String staff;
  private final Pattern workload;
  private long written;

  OwnWritesClient(LocalInstance instance, String staff) {
    this.instance = instance;
    this.staff = staff;
    this.workload = Pattern.compile("\"" + staff + "\":\\{[^}]*\"bookings\":(\\d+)");
  }

  List<Visit> visit(int count) throws IOException, InterruptedException {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      String token = write();
      long accepted = System.nanoTime();
      HttpResponse<String> answer = read(token, "wait=10");
      long read = System.nanoTime();
      if (answer.statusCode() != 200) {
        throw new IOException(answer.statusCode() + " " + answer.body());
      }
      visits.add(new Visit(written, bookings(answer), accepted - start, read - accepted));
    }
    return visits;
  }

  /** Makes a booking, and returns the command's token. */
  String write() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        instance.send(
            "/api/v1/bookings",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"amount\":\"19.90\",\"staffId\":\"" + staff + "\"}")));
    if (answer.statusCode() != 201) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    written++;
    return answer.headers().firstValue("Tidemark").orElseThrow();
  }

  HttpResponse<String> read(String token, String prefer) throws IOException, InterruptedException {
    return instance.send(
        QUESTION,
        request -> request.GET().header("Tidemark-At-Least", token).header("Prefer", prefer));
  }

  long written() {
    return written;
  }

  /** What the answer says this client has written. */
  long bookings(HttpResponse<String> answer) {
    Matcher found = workload.matcher(answer.body());
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
