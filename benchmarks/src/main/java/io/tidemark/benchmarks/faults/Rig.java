package io.tidemark.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import io.tidemark.testkit.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.jspecify.annotations.Nullable;

/**
 * A deployment on this machine: PostgreSQL, the broker and the services, each in a process of its
 * own, with a wire between each service and what it needs.
 */
public final class Rig implements AutoCloseable {

  private static final String GROUP = "tidemark-projector";

  /** Those that are not closed. */
  private static final Set<Rig> RIGS = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Set<Role> roles;
  private final @Nullable SeededBug bug;
  private final Manner manner;
  private final @Nullable SmallDisk disk;
  private final Issuer issuer;
  private final Wire kafkaWire = Wire.open();
  private final Map<Role, Wire> databaseWires = new EnumMap<>(Role.class);
  private final Server postgres;
  private final Server kafka;
  private final Map<Role, Service> services = new EnumMap<>(Role.class);
  private final Map<Role, List<String>> own = new EnumMap<>(Role.class);

  private Rig(Path folder, Set<Role> roles, Manner manner, @Nullable SeededBug bug)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.roles = roles;
    this.manner = manner;
    this.bug = bug;
    Path logs = Files.createDirectories(folder.resolve("logs"));
    issuer = Issuer.start(folder.resolve("home"));
    postgres = new Server("postgres", folder, logs);
    kafka = new Server("kafka", folder, logs, Integer.toString(kafkaWire.port()));
    disk = manner == Manner.BREAKABLE && bug == null ? SmallDisk.mount(postgres.data()) : null;
    for (Role role : roles) {
      databaseWires.put(role, Wire.open());
    }
  }

  /**
   * Starts the servers, then the services.
   *
   * @param bug what the services' classes are given, if anything
   */
  static Rig start(Path folder, Set<Role> roles, @Nullable SeededBug bug) throws Exception {
    return start(new Rig(folder, roles, Manner.BREAKABLE, bug));
  }

  /** The same as it is deployed: nothing is smaller or sooner than in life. */
  public static Rig asDeployed(Path folder, Set<Role> roles) throws Exception {
    return start(new Rig(folder, roles, Manner.AS_DEPLOYED, null));
  }

  private static Rig start(Rig rig) throws Exception {
    RIGS.add(rig);
    try {
      atOnce(List.of(rig::startPostgres, rig::startKafka));
      List<Callable<?>> starts = new ArrayList<>();
      for (Role role : rig.roles) {
        Service service =
            new Service(role, rig.folder.resolve("logs"), rig.jvm(role), rig::settings);
        rig.services.put(role, service);
        starts.add(
            () -> {
              service.start();
              service.awaitHealthy();
              return role;
            });
      }
      atOnce(starts);
      return rig;
    } catch (Exception e) {
      rig.close();
      throw e;
    }
  }

  /** When this process is ended from outside: nothing of them stays. */
  public static void closeAllOfThem() {
    for (Rig rig : RIGS) {
      try {
        rig.close();
      } catch (IOException e) {
        System.err.println("Something of a deployment may be left: " + e);
      }
    }
  }

  private List<String> jvm(Role role) throws IOException {
    List<String> options = new ArrayList<>(manner.jvm(role));
    if (bug != null) {
      options.add(MutationAgent.option(folder, bug));
    }
    return options;
  }

  private static void atOnce(List<? extends Callable<?>> all) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> futures = new ArrayList<>();
      for (Callable<?> one : all) {
        futures.add(executor.submit(one));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }

  Server startPostgres() throws Exception {
    postgres.start();
    String url = postgres.address("url");
    int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
    databaseWires.values().forEach(wire -> wire.leadTo(port));
    return postgres;
  }

  Server startKafka() throws Exception {
    kafka.start();
    kafkaWire.leadTo(Integer.parseInt(kafka.address("port")));
    return kafka;
  }

  private List<String> settings(Role role) {
    List<String> all = new ArrayList<>();
    all.add(
        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/tidemark"
            .formatted(databaseWire(role).port()));
    all.add("--spring.datasource.username=" + postgres.address("username"));
    all.add("--spring.datasource.password=" + postgres.address("password"));
    all.add("--spring.kafka.bootstrap-servers=" + bootstrap());
    all.add("--tidemark.security.jwk-set-uri=" + issuer.keysUrl());
    all.add("--management.endpoint.health.show-details=always");
    if (Role.ALL_QUERIES.contains(role)) {
      all.add("--tidemark.audit.folder=" + folder.resolve("audit-" + role));
    }
    all.addAll(manner.settings(role));
    all.addAll(own.getOrDefault(role, List.of()));
    return all;
  }

  /** What this service is started with from its next start on, beside what all have. */
  public void give(Role role, String... settings) {
    own.put(role, List.of(settings));
  }

  Set<Role> roles() {
    return roles;
  }

  public Issuer issuer() {
    return issuer;
  }

  public Service service(Role role) {
    return requireNonNull(services.get(role));
  }

  public Server postgres() {
    return postgres;
  }

  Server kafka() {
    return kafka;
  }

  Wire kafkaWire() {
    return kafkaWire;
  }

  public Wire databaseWire(Role role) {
    return requireNonNull(databaseWires.get(role));
  }

  @Nullable SmallDisk disk() {
    return disk;
  }

  /** Where clients find the broker: on the other side of the wire. */
  public String bootstrap() {
    return "127.0.0.1:" + kafkaWire.port();
  }

  /** Whether the group of the first generation has so many members, and each has partitions. */
  public boolean areShared(int members) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafkaClient())) {
      Collection<MemberDescription> found =
          admin
              .describeConsumerGroups(List.of(GROUP))
              .describedGroups()
              .values()
              .iterator()
              .next()
              .get()
              .members();
      return found.size() == members
          && found.stream().noneMatch(each -> each.assignment().topicPartitions().isEmpty());
    }
  }

  Map<String, Object> kafkaClient() {
    return new HashMap<>(Map.of("bootstrap.servers", bootstrap()));
  }

  /** A connection that no fault of a wire concerns. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgres.address("url") + "?connectTimeout=5&socketTimeout=60&ApplicationName=faults",
        postgres.address("username"),
        postgres.address("password"));
  }

  /** Sends a signal to a process of this rig. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(kill.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (kill.waitFor() != 0) {
      throw new IOException("kill -%s %d: %s".formatted(name, pid, said));
    }
  }

  /** The logs' ends of all processes, for whoever has to find out what went wrong. */
  Path logs() {
    return folder.resolve("logs");
  }

  @Override
  public void close() throws IOException {
    if (!RIGS.remove(this)) {
      return;
    }
    try {
      services.values().forEach(Service::close);
      kafka.close();
      postgres.close();
    } finally {
      kafkaWire.close();
      for (Wire wire : databaseWires.values()) {
        wire.close();
      }
      issuer.close();
      if (disk != null) {
        disk.close();
      }
    }
  }
}
