package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The folder of a standalone instance, {@code TIDEMARK_HOME}: its data, its signing key, and where
 * it can be reached. The instance and the command line meet here.
 */
public final class Home {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path folder;

  private Home(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  public static Home at(Path folder) {
    return new Home(folder);
  }

  /** {@code TIDEMARK_HOME}, or {@code .tidemark} in the working folder. Creates nothing. */
  public static Home of(Map<String, String> environment) {
    String named = environment.getOrDefault("TIDEMARK_HOME", "");
    return new Home(Path.of(named.isBlank() ? ".tidemark" : named));
  }

  public Path folder() {
    return folder;
  }

  /** The embedded PostgreSQL server's data. */
  public Path postgres() {
    return folder.resolve("postgres");
  }

  /** The embedded Kafka broker's log. */
  public Path kafka() {
    return folder.resolve("kafka");
  }

  /** Audit records that wait for the database. */
  public Path audit() {
    return folder.resolve("audit");
  }

  /** What the demo has loaded so far. */
  public Path demo() {
    return folder.resolve("demo.properties");
  }

  /** Whether {@link #signingKey()} would find a key rather than make one. */
  public boolean hasSigningKey() {
    return Files.exists(keyFile());
  }

  /**
   * The key that signs this instance's tokens, made at first use. However many processes ask at
   * once, all get the same key; only the owner of the folder can read its file.
   */
  public SigningKey signingKey() throws IOException {
    if (!hasSigningKey()) {
      makeKey();
    }
    try {
      return SigningKey.parse(Files.readString(keyFile()));
    } catch (IllegalArgumentException e) {
      throw new IOException(keyFile() + " is not a signing key: " + e.getMessage(), e);
    }
  }

  /**
   * Where the instance of this folder can be reached, if one was ever started here and not stopped.
   */
  public Optional<Instance> instance() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(instanceFile())) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(Instance.of(properties, instanceFile()));
  }

  /**
   * Says where the instance can be reached. Holds the database's password: readable by the owner
   * only.
   */
  public void announce(Instance instance) throws IOException {
    StringWriter text = new StringWriter();
    instance.properties().store(text, "Where this Tidemark can be reached");
    writeSecret(instanceFile(), text.toString());
  }

  /** Takes back {@link #announce}, at an orderly end. */
  public void withdraw() throws IOException {
    Files.deleteIfExists(instanceFile());
  }

  private Path keyFile() {
    return folder.resolve("signing-key.json");
  }

  private Path instanceFile() {
    return folder.resolve("instance.properties");
  }

  // A lock, not only an atomic rename: a second rename would replace a key that someone already
  // signs with.
  private void makeKey() throws IOException {
    Files.createDirectories(folder);
    synchronized (Home.class) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("signing-key.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        if (!hasSigningKey()) {
          writeSecret(keyFile(), SigningKey.generate().toPrivateJson());
        }
      }
    }
  }

  /** All of it or nothing, on the disk, and never readable by others, not even for a moment. */
  private void writeSecret(Path file, String text) throws IOException {
    Files.createDirectories(folder);
    FileAttribute<?>[] ownerOnly =
        POSIX
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path written = Files.createTempFile(folder, file.getFileName().toString(), ".new", ownerOnly);
    try {
      Files.writeString(
          written, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
