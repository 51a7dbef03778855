package io.tidemark.projection.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A value in a YAML document that knows its place, for messages such as {@code calls.yaml:
 * events[2].time: has no value}.
 *
 * @param path from the document's root; entries of lists count from 1
 */
record Yaml(String document, String path, @Nullable Object value) {

  static Yaml parse(String name, String text) throws InvalidMapping {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(20);
    DumperOptions unused = new DumperOptions();
    try {
      Object document =
          new org.yaml.snakeyaml.Yaml(
                  new SafeConstructor(options),
                  new Representer(unused),
                  unused,
                  options,
                  new TextsOnly())
              .load(text);
      return new Yaml(name, "", document);
    } catch (YAMLException e) {
      throw new InvalidMapping(name, "not YAML: " + e.getMessage());
    }
  }

  InvalidMapping invalid(String reason) {
    return new InvalidMapping(path.isEmpty() ? document : document + ": " + path, reason);
  }

  boolean isNull() {
    return value == null;
  }

  boolean isMap() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  String text() throws InvalidMapping {
    if (value instanceof String text) {
      return text;
    }
    throw invalid(value == null ? "has no value" : "must be a text, not " + described());
  }

  List<Yaml> list() throws InvalidMapping {
    if (!(value instanceof List<?> list)) {
      throw invalid(value == null ? "has no value" : "must be a list, not " + described());
    }
    List<Yaml> items = new ArrayList<>();
    for (Object item : list) {
      items.add(new Yaml(document, path + "[" + (items.size() + 1) + "]", item));
    }
    return items;
  }

  /** The entries of a map, in their order. */
  Map<String, Yaml> map() throws InvalidMapping {
    if (!(value instanceof Map<?, ?> map)) {
      throw invalid(value == null ? "has no value" : "must be a map, not " + described());
    }
    Map<String, Yaml> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw invalid("has a key that is not a text");
      }
      String place = path.isEmpty() ? key : path + "." + key;
      entries.put(key, new Yaml(document, place, entry.getValue()));
    }
    return entries;
  }

  /** The entries of a map that has no others than these. */
  Map<String, Yaml> map(Set<String> known) throws InvalidMapping {
    Map<String, Yaml> entries = map();
    for (Map.Entry<String, Yaml> entry : entries.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw entry
            .getValue()
            .invalid("is not known here; known are " + String.join(", ", new TreeSet<>(known)));
      }
    }
    return entries;
  }

  /** The entry of that key, which must be there. */
  Yaml required(Map<String, Yaml> entries, String key) throws InvalidMapping {
    return Optional.ofNullable(entries.get(key)).orElseThrow(() -> invalid("has no " + key));
  }

  private String described() {
    return switch (value) {
      case Map<?, ?> _ -> "a map";
      case List<?> _ -> "a list";
      case null, default -> "'" + value + "'";
    };
  }

  /**
   * In YAML 1.1 {@code Yes}, {@code NO}, {@code 012} and {@code 2015-07-01} are booleans, octals
   * and dates; in a mapping they are what a CSV file holds, texts. Only {@code null} and {@code ~}
   * keep a meaning of their own.
   */
  private static final class TextsOnly extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, Pattern.compile("^(?:~|null)$"), "~n");
      addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
    }
  }
}
