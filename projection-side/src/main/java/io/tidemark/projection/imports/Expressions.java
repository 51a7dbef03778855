package io.tidemark.projection.imports;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the expressions of a mapping, and collects the columns that they name. */
final class Expressions {

  private static final Set<String> OPERATORS =
      Set.of(
          "column", "literal", "text", "id", "instant", "plus", "minus", "sum", "product", "map",
          "range", "first");
  private static final Map<String, Duration> UNITS =
      new TreeMap<>(
          Map.of(
              "days", Duration.ofDays(1),
              "hours", Duration.ofHours(1),
              "minutes", Duration.ofMinutes(1),
              "seconds", Duration.ofSeconds(1)));

  private final Map<String, Expression.Named> values = new LinkedHashMap<>();
  private final Map<String, Expression.Column> columns = new LinkedHashMap<>();

  /** Columns named so far, in the order of their slots. */
  List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  int values() {
    return values.size();
  }

  /** Gives an expression a name that those after it can use. */
  void define(String name, Yaml definition) throws InvalidMapping {
    if (name.equals("row")) {
      throw definition.invalid("is the name of the row's number already");
    }
    values.put(name, new Expression.Named(values.size(), read(definition)));
  }

  /** A name, a number, or an expression spelled out. */
  Expression read(Yaml yaml) throws InvalidMapping {
    return yaml.isMap() ? operation(yaml) : nameOrNumber(yaml.text());
  }

  private Expression nameOrNumber(String text) {
    return Numbers.parse(text)
        .<Expression>map(Expression.Constant::new)
        .orElseGet(() -> named(text));
  }

  private Expression named(String name) {
    Expression.Named value = values.get(name);
    if (value != null) {
      return value;
    }
    return name.equals("row") ? new Expression.RowNumber() : column(name);
  }

  private Expression column(String name) {
    return columns.computeIfAbsent(name, _ -> new Expression.Column(name, columns.size()));
  }

  private Expression operation(Yaml yaml) throws InvalidMapping {
    Map<String, Yaml> entries = yaml.map();
    List<String> operators = entries.keySet().stream().filter(OPERATORS::contains).toList();
    if (operators.size() != 1) {
      throw yaml.invalid(
          "must have exactly one of " + String.join(", ", OPERATORS.stream().sorted().toList()));
    }
    String operator = operators.getFirst();
    Yaml operand = yaml.required(entries, operator);
    return switch (operator) {
      case "column" -> only(yaml, operator, column(operand.text()));
      case "literal" -> only(yaml, operator, new Expression.Constant(operand.text()));
      case "text" -> only(yaml, operator, template(operand));
      case "id" -> only(yaml, operator, new Expression.Id(read(operand)));
      case "sum" -> only(yaml, operator, new Expression.Sum(all(operand)));
      case "product" -> only(yaml, operator, new Expression.Product(all(operand)));
      case "instant" -> time(yaml);
      case "first" -> only(yaml, operator, new Choice.First(all(operand)));
      case "map" -> lookup(yaml);
      case "range" -> range(yaml);
      case "plus" -> later(yaml, operator, 1);
      case "minus" -> later(yaml, operator, -1);
      default -> throw new IllegalStateException(operator);
    };
  }

  private static Expression only(Yaml yaml, String operator, Expression expression)
      throws InvalidMapping {
    yaml.map(Set.of(operator));
    return expression;
  }

  private List<Expression> all(Yaml operands) throws InvalidMapping {
    List<Expression> expressions = new ArrayList<>();
    for (Yaml operand : operands.list()) {
      expressions.add(read(operand));
    }
    return expressions;
  }

  private Expression time(Yaml yaml) throws InvalidMapping {
    Map<String, Yaml> entries = yaml.map(Set.of("instant", "pattern", "locale", "zone"));
    Yaml of = yaml.required(entries, "instant");
    Expression text = of.isMap() ? read(of) : template(of);
    Yaml zone = entries.get("zone");
    ZoneId zoneId = ZoneOffset.UTC;
    if (zone != null) {
      try {
        zoneId = ZoneId.of(zone.text());
      } catch (DateTimeException e) {
        throw zone.invalid("'" + zone.text() + "' is not a time zone");
      }
    }
    Yaml pattern = entries.get("pattern");
    Yaml locale = entries.get("locale");
    if (pattern == null) {
      return new Expression.Time(text, TimeFormat.iso(zoneId));
    }
    Locale language = locale == null ? Locale.ENGLISH : Locale.forLanguageTag(locale.text());
    try {
      return new Expression.Time(text, TimeFormat.of(pattern.text(), language, zoneId));
    } catch (IllegalArgumentException e) {
      throw pattern.invalid("is not a pattern of dates: " + e.getMessage());
    }
  }

  private Expression later(Yaml yaml, String operator, int direction) throws InvalidMapping {
    Map<String, Yaml> entries = yaml.map();
    List<String> units = entries.keySet().stream().filter(UNITS::containsKey).toList();
    if (units.size() != 1) {
      throw yaml.invalid("must have exactly one of " + String.join(", ", UNITS.keySet()));
    }
    String unit = units.getFirst();
    yaml.map(Set.of(operator, unit));
    return new Expression.Later(
        read(yaml.required(entries, operator)),
        read(yaml.required(entries, unit)),
        UNITS.getOrDefault(unit, Duration.ZERO).multipliedBy(direction));
  }

  private Expression lookup(Yaml yaml) throws InvalidMapping {
    Map<String, Yaml> entries = yaml.map(Set.of("map", "to"));
    Map<String, String> table = new LinkedHashMap<>();
    for (Map.Entry<String, Yaml> entry : yaml.required(entries, "to").map().entrySet()) {
      table.put(entry.getKey(), entry.getValue().text());
    }
    return new Choice.Lookup(read(yaml.required(entries, "map")), table);
  }

  private Expression range(Yaml yaml) throws InvalidMapping {
    Map<String, Yaml> entries = yaml.map(Set.of("range", "from"));
    Yaml bounds = yaml.required(entries, "from");
    NavigableMap<BigDecimal, String> table = new TreeMap<>();
    for (Map.Entry<String, Yaml> entry : bounds.map().entrySet()) {
      Optional<BigDecimal> bound = Numbers.parse(entry.getKey());
      if (bound.isEmpty()) {
        throw bounds.invalid("'" + entry.getKey() + "' is not a number");
      }
      if (table.put(bound.get(), entry.getValue().text()) != null) {
        throw bounds.invalid("has " + entry.getKey() + " twice");
      }
    }
    if (table.isEmpty()) {
      throw bounds.invalid("has no entry");
    }
    return new Choice.Range(read(yaml.required(entries, "range")), table);
  }

  /** A text in which names in braces stand for values; two opening braces are one brace. */
  private Expression template(Yaml yaml) throws InvalidMapping {
    String template = yaml.text();
    List<Expression> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      if (c != '{') {
        literal.append(c);
        at++;
      } else if (template.startsWith("{{", at)) {
        literal.append('{');
        at += 2;
      } else {
        int end = template.indexOf('}', at);
        if (end < 0) {
          throw yaml.invalid("has a { without its }");
        }
        if (!literal.isEmpty()) {
          pieces.add(new Expression.Constant(literal.toString()));
          literal.setLength(0);
        }
        pieces.add(named(template.substring(at + 1, end)));
        at = end + 1;
      }
    }
    if (!literal.isEmpty()) {
      pieces.add(new Expression.Constant(literal.toString()));
    }
    return pieces.size() == 1 ? pieces.getFirst() : new Expression.Text(List.copyOf(pieces));
  }
}
