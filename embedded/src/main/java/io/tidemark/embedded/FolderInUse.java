package io.tidemark.embedded;

import java.nio.file.Path;

/** Another process works in the folder. The message names both. */
public final class FolderInUse extends RuntimeException {

  FolderInUse(Path folder, String process) {
    super("The folder %s is used by %s".formatted(folder, process));
  }
}
