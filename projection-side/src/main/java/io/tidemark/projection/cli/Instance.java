package io.tidemark.projection.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where a running standalone instance can be reached: {@code instance.properties} of its {@link
 * Home}.
 *
 * @param url of its HTTP API, without a slash at the end
 * @param jdbcUrl of its database, without user and password
 * @param kafkaBootstrap {@code host:port} of its broker
 * @param pid its process
 */
public record Instance(
    String url,
    String jdbcUrl,
    String jdbcUsername,
    String jdbcPassword,
    String kafkaBootstrap,
    long pid) {

  Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("url", url);
    properties.setProperty("jdbc.url", jdbcUrl);
    properties.setProperty("jdbc.username", jdbcUsername);
    properties.setProperty("jdbc.password", jdbcPassword);
    properties.setProperty("kafka.bootstrap", kafkaBootstrap);
    properties.setProperty("pid", Long.toString(pid));
    return properties;
  }

  static Instance of(Properties properties, Path file) throws IOException {
    String pid = required(properties, "pid", file);
    try {
      return new Instance(
          required(properties, "url", file),
          required(properties, "jdbc.url", file),
          required(properties, "jdbc.username", file),
          required(properties, "jdbc.password", file),
          required(properties, "kafka.bootstrap", file),
          Long.parseLong(pid));
    } catch (NumberFormatException e) {
      throw new IOException(file + ": pid is not a number: " + pid, e);
    }
  }

  private static String required(Properties properties, String key, Path file) throws IOException {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IOException(file + " has no " + key);
    }
    return value;
  }

  /**
   * Whether the process that announced itself is still there. After kill -9 the file is left over.
   */
  public boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
