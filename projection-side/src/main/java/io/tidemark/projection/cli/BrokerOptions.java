package io.tidemark.projection.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka is meant. */
final class BrokerOptions {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT",
      description =
          "Kafka (SPRING_KAFKA_BOOTSTRAP_SERVERS; default: the broker of the standalone instance).")
  private @Nullable String brokers;

  /** Its bootstrap servers, where something answers. */
  String bootstrapServers(InstanceOptions instance) throws CommandFailed, IOException {
    String bootstrap =
        instance.setting(
            brokers, Instance::kafkaBootstrap, "brokers", "SPRING_KAFKA_BOOTSTRAP_SERVERS");
    String first = bootstrap.split(",", -1)[0];
    int colon = first.lastIndexOf(':');
    if (colon < 0 || !first.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw CommandFailed.usage("'" + bootstrap + "' is not of the form host:port,host:port.");
    }
    if (!bootstrap.contains(",")) {
      instance.requireAnswer(
          "Kafka broker", first.substring(0, colon), Integer.parseInt(first.substring(colon + 1)));
    }
    return bootstrap;
  }
}
