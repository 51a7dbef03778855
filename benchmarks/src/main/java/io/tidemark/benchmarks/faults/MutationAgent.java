package io.tidemark.benchmarks.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Puts a {@link SeededBug} into the classes of a JVM as they are loaded. */
public final class MutationAgent {

  private static final int NOTHING_TO_CHANGE = 70;

  private MutationAgent() {}

  /** What a service's log says when a class of it has been changed. */
  static String trace(SeededBug bug) {
    return "Seeded bug " + bug + " in ";
  }

  /** The JVM's option for it. Its jar says where the agent begins; the class path has the rest. */
  static String option(Path folder, SeededBug bug) throws IOException {
    Path jar = folder.resolve("mutation-agent.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", MutationAgent.class.getName());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream empty = new JarOutputStream(out, manifest)) {
      empty.finish();
    }
    return "-javaagent:" + jar + "=" + bug.name();
  }

  /** Called by the JVM before its main class. */
  public static void premain(String argument, Instrumentation instrumentation) {
    SeededBug bug = SeededBug.valueOf(argument);
    Mutation mutation = new Mutation();
    Map<String, ClassTransform> mutations = bug.mutations(mutation);
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              @Nullable ClassLoader loader,
              String className,
              @Nullable Class<?> redefined,
              @Nullable ProtectionDomain domain,
              byte[] bytes) {
            ClassTransform change = mutations.get(className);
            return change == null ? null : changed(bug, mutation, className, change, bytes);
          }
        });
  }

  private static byte[] changed(
      SeededBug bug, Mutation mutation, String name, ClassTransform change, byte[] bytes) {
    try {
      int before = mutation.places();
      ClassFile file = ClassFile.of();
      byte[] changed = file.transformClass(file.parse(bytes), change);
      if (mutation.places() == before) {
        throw new IllegalStateException("there is nothing to change");
      }
      System.err.println(trace(bug) + name);
      return changed;
    } catch (RuntimeException e) {
      // an exception from here would be dropped, and the class loaded as it is
      System.err.println("Seeded bug " + bug + " cannot be put into " + name + ": " + e);
      Runtime.getRuntime().halt(NOTHING_TO_CHANGE);
      throw e;
    }
  }
}
