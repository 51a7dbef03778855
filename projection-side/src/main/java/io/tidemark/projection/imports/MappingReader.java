package io.tidemark.projection.imports;

import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import java.lang.reflect.RecordComponent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a mapping from YAML; whatever it does not understand is an error that names the place. */
final class MappingReader {

  private static final String PREFIX = "io.tidemark.";
  private static final Expression NOTHING = new Expression.Nothing();

  private final Expressions expressions = new Expressions();

  private MappingReader() {}

  static Mapping read(String name, String yaml) throws InvalidMapping {
    return new MappingReader().mapping(name, Yaml.parse(name, yaml));
  }

  private Mapping mapping(String name, Yaml yaml) throws InvalidMapping {
    Map<String, Yaml> entries =
        yaml.map(Set.of("source", "csv", "values", "subject", "key", "anchor", "shift", "events"));
    String source = yaml.required(entries, "source").text();
    CsvFormat csv = csv(entries.get("csv"));
    Yaml values = entries.get("values");
    if (values != null) {
      for (Map.Entry<String, Yaml> value : values.map().entrySet()) {
        expressions.define(value.getKey(), value.getValue());
      }
    }
    Expression subject = expressions.read(yaml.required(entries, "subject"));
    Expression key =
        entries.containsKey("key")
            ? expressions.read(yaml.required(entries, "key"))
            : new Expression.RowNumber();
    Expression anchor = expressions.read(yaml.required(entries, "anchor"));
    List<EventRule> events = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Yaml event : yaml.required(entries, "events").list()) {
      EventRule rule = event(event, source, subject, key);
      events.add(rule);
      if (!names.add(rule.name())) {
        throw event.invalid(
            rule.type().fact() + " is listed above: give one of them an id of its own");
      }
    }
    if (events.isEmpty()) {
      throw yaml.required(entries, "events").invalid("has no event");
    }
    return new Mapping(
        name,
        csv,
        expressions.columns(),
        expressions.values(),
        anchor,
        wholeWeeks(entries.get("shift")),
        events);
  }

  private static boolean wholeWeeks(@Nullable Yaml yaml) throws InvalidMapping {
    if (yaml == null) {
      return false;
    }
    return switch (yaml.text()) {
      case "exact" -> false;
      case "weeks" -> true;
      default -> throw yaml.invalid("must be exact or weeks");
    };
  }

  private static CsvFormat csv(@Nullable Yaml yaml) throws InvalidMapping {
    if (yaml == null) {
      return new CsvFormat(",", '"', StandardCharsets.UTF_8, Set.of());
    }
    Map<String, Yaml> entries = yaml.map(Set.of("separator", "quote", "encoding", "nulls"));
    Yaml separator = entries.get("separator");
    Yaml quote = entries.get("quote");
    if (quote != null && quote.text().length() != 1) {
      throw quote.invalid("must be one character");
    }
    if (separator != null && separator.text().isEmpty()) {
      throw separator.invalid("must not be empty");
    }
    Set<String> nulls = new HashSet<>();
    Yaml listed = entries.get("nulls");
    for (Yaml text : listed == null ? List.<Yaml>of() : listed.list()) {
      nulls.add(text.text());
    }
    return new CsvFormat(
        separator == null ? "," : separator.text(),
        quote == null ? '"' : quote.text().charAt(0),
        encoding(entries.get("encoding")),
        Set.copyOf(nulls));
  }

  private static Charset encoding(@Nullable Yaml yaml) throws InvalidMapping {
    if (yaml == null) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(yaml.text());
    } catch (IllegalArgumentException e) {
      throw yaml.invalid("is not an encoding that Java knows: " + e.getMessage());
    }
  }

  private EventRule event(Yaml yaml, String source, Expression subject, Expression key)
      throws InvalidMapping {
    Map<String, Yaml> entries =
        yaml.map(Set.of("type", "subject", "time", "sequence", "id", "once", "when", "data"));
    EventType type = type(yaml.required(entries, "type"));
    Yaml ownSubject = entries.get("subject");
    Yaml sequence = entries.get("sequence");
    Yaml suffix = entries.get("id");
    Yaml when = entries.get("when");
    return new EventRule(
        type,
        source,
        ownSubject == null ? subject : expressions.read(ownSubject),
        expressions.read(yaml.required(entries, "time")),
        sequence == null ? null : expressions.read(sequence),
        key,
        suffix == null ? "" : suffix.text(),
        once(entries.get("once")),
        when == null ? List.of() : conditions(when),
        fields(yaml, type, entries.get("data")),
        EventRule.constructorOf(type));
  }

  private static EventType type(Yaml yaml) throws InvalidMapping {
    String name = yaml.text();
    EventType type = EventTypes.find(name.startsWith(PREFIX) ? name : PREFIX + name);
    if (type == null) {
      throw yaml.invalid(
          "'"
              + name
              + "' is not an event; known are "
              + EventTypes.all().stream().map(EventType::fact).collect(Collectors.joining(", ")));
    }
    return type;
  }

  private static boolean once(@Nullable Yaml yaml) throws InvalidMapping {
    if (yaml == null) {
      return false;
    }
    return switch (yaml.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw yaml.invalid("must be true or false");
    };
  }

  private List<Condition> conditions(Yaml yaml) throws InvalidMapping {
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, Yaml> entry : yaml.map().entrySet()) {
      Yaml texts = entry.getValue();
      boolean wanted = !texts.isMap();
      if (!wanted) {
        texts = texts.required(texts.map(Set.of("not")), "not");
      }
      Expression of = expressions.read(new Yaml(yaml.document(), yaml.path(), entry.getKey()));
      conditions.add(Condition.of(of, texts(texts), wanted));
    }
    return conditions;
  }

  private static List<@Nullable String> texts(Yaml yaml) throws InvalidMapping {
    List<@Nullable String> texts = new ArrayList<>();
    for (Yaml text : yaml.isList() ? yaml.list() : List.of(yaml)) {
      texts.add(text.isNull() ? null : text.text());
    }
    return texts;
  }

  private List<PayloadField> fields(Yaml event, EventType type, @Nullable Yaml data)
      throws InvalidMapping {
    RecordComponent[] components = type.event().getRecordComponents();
    Map<String, Yaml> given =
        data == null
            ? Map.of()
            : data.map(
                Arrays.stream(components)
                    .map(RecordComponent::getName)
                    .collect(Collectors.toSet()));
    List<PayloadField> fields = new ArrayList<>();
    for (RecordComponent component : components) {
      Yaml from = given.get(component.getName());
      if (from == null && PayloadField.isRequired(component)) {
        throw (data == null ? event : data)
            .invalid("has no " + component.getName() + ", which " + type.fact() + " must have");
      }
      PayloadField field =
          PayloadField.of(component, from == null ? NOTHING : expressions.read(from));
      String problem = field.problem();
      if (from != null && problem != null) {
        throw from.invalid(problem);
      }
      fields.add(field);
    }
    return fields;
  }
}
