package io.tidemark.projection.imports;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the rows of an import come from; read twice where times are shifted. */
public final class Source {

  /** Opens the bytes as they are stored, compressed or not. */
  private interface Opener {
    InputStream open() throws IOException;
  }

  private final String name;
  private final long size;
  private final @Nullable Path rejects;
  private final Opener opener;

  private Source(String name, long size, @Nullable Path rejects, Opener opener) {
    this.name = name;
    this.size = size;
    this.rejects = rejects;
    this.opener = opener;
  }

  /** A CSV file, plain or gzip; its rejects go beside it, to {@code <file>.rejects.csv}. */
  public static Source file(Path file) throws IOException {
    Path rejects = file.resolveSibling(file.getFileName() + ".rejects.csv");
    return new Source(file.toString(), Files.size(file), rejects, () -> Files.newInputStream(file));
  }

  /** A CSV file on the class path, plain or gzip. */
  public static Source resource(URL resource) throws IOException {
    return new Source(
        resource.getPath(),
        resource.openConnection().getContentLengthLong(),
        null,
        resource::openStream);
  }

  String name() {
    return name;
  }

  /** In bytes as stored, or -1 if that is not known. */
  long size() {
    return size;
  }

  /** Where its rejected rows are listed unless another place is asked for. */
  @Nullable Path rejects() {
    return rejects;
  }

  InputStream open() throws IOException {
    return opener.open();
  }
}
