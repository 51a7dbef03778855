package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The committed schemas are what the records say, and say what they said before. */
class SchemasTest {

  private static final Path FOLDER = Path.of("src/main/resources/schemas");
  private static final String REGENERATE =
      "run mvn -pl events test -Dschemas.write=true and commit what it writes";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  static List<EventType> types() {
    return EventTypes.all();
  }

  @BeforeAll
  static void write_if_asked_to() throws IOException {
    if (!Boolean.getBoolean("schemas.write")) {
      return;
    }
    for (Map.Entry<String, String> file : generated().entrySet()) {
      Path path = FOLDER.resolve(file.getKey());
      assertCompatible(path, file.getValue());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  @Test
  void an_event_in_the_log_stays_readable() throws IOException {
    for (Map.Entry<String, String> file : generated().entrySet()) {
      assertCompatible(FOLDER.resolve(file.getKey()), file.getValue());
    }
  }

  @Test
  void the_committed_files_are_what_the_records_say() throws IOException {
    Map<String, String> committed = new TreeMap<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        committed.put(
            FOLDER.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    Map<String, String> generated = generated();
    assertThat(committed.keySet())
        .as(
            "schemas of events that exist; a type that is gone still has events in the log. Else "
                + REGENERATE)
        .isEqualTo(generated.keySet());
    generated.forEach(
        (path, text) ->
            assertThat(committed.get(path)).as(path + ": " + REGENERATE).isEqualTo(text));
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_schema_is_itself_valid(EventType type) {
    Schema metaSchema = REGISTRY.getSchema(SchemaLocation.of(SchemaGenerator.DIALECT));
    String schema = SchemaGenerator.text(SchemaGenerator.schema(type));
    assertThat(metaSchema.validate(schema, InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void the_samples_are_valid(EventType type) {
    assertThat(errors(type, new String(Samples.read(type, "full"), UTF_8))).isEmpty();
    assertThat(errors(type, new String(Samples.read(type, "required"), UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void what_the_encoder_writes_is_valid(EventType type) {
    Event event = Examples.all().get(EventTypes.all().indexOf(type));
    byte[] payload = CloudEventEncoder.encode(Examples.envelope(type), event).value();
    assertThat(errors(type, new String(payload, UTF_8))).isEmpty();
  }

  @Test
  void what_the_decoder_refuses_is_not_valid_either() {
    EventType created = type("booking.created");
    for (String payload :
        List.of(
            "{}",
            "[]",
            "{\"amount\":\"abc\"}",
            "{\"amount\":\"1.23456\"}",
            "{\"amount\":1e15}",
            "{\"amount\":true}",
            "{\"amount\":1,\"staffId\":\"a b\"}",
            "{\"amount\":1,\"staffId\":\"\"}",
            "{\"amount\":1,\"service\":7}",
            "{\"amount\":1,\"scheduledFor\":\"2026-11-20\"}")) {
      assertThat(Wire.binary("booking.created", payload).problem()).as(payload).isNotNull();
      assertThat(errors(created, payload)).as(payload).isNotEmpty();
    }
    EventType purchased = type("account.creditsPurchased");
    for (String credits : List.of("0", "-1", "1e15", "\"-1\"", "\"1.23456\"", "true")) {
      String payload = "{\"credits\":" + credits + "}";
      assertThat(Wire.binary(purchased.fact(), payload).problem()).as(payload).isNotNull();
      assertThat(errors(purchased, payload)).as(payload).isNotEmpty();
    }
    EventType completed = type("call.completed");
    for (String seconds : List.of("-1", "2147483648", "1.5", "\"1\"")) {
      String payload =
          "{\"userId\":\"u\",\"agentId\":\"a\",\"creditsUsed\":0,\"durationSeconds\":"
              + seconds
              + "}";
      assertThat(Wire.binary(completed.fact(), payload).problem()).as(payload).isNotNull();
      assertThat(errors(completed, payload)).as(payload).isNotEmpty();
    }
  }

  @Test
  void asyncapi_refers_only_to_what_is_there() {
    JsonNode document = new YAMLMapper().readTree(AsyncApiGenerator.text());
    assertThat(document.path("asyncapi").asString()).isEqualTo("3.0.0");
    List<String> references = document.findValuesAsString("$ref");
    assertThat(references).hasSizeGreaterThan(EventTypes.all().size());
    for (String reference : references) {
      if (reference.startsWith("#")) {
        assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
      } else {
        assertThat(FOLDER.resolve(reference)).exists();
      }
    }
  }

  private static Map<String, String> generated() {
    Map<String, String> files = new TreeMap<>(SchemaGenerator.all());
    files.put("asyncapi.yaml", AsyncApiGenerator.text());
    return files;
  }

  private static void assertCompatible(Path path, String generated) throws IOException {
    if (!path.toString().endsWith(".json") || !Files.exists(path)) {
      return;
    }
    JsonMapper json = JsonMapper.shared();
    assertThat(
            SchemaChange.problems(json.readTree(Files.readString(path)), json.readTree(generated)))
        .as(
            "events of %s that lie in logs can no longer be read as they were meant; make a new version",
            path)
        .isEmpty();
  }

  private static List<com.networknt.schema.Error> errors(EventType type, String payload) {
    return REGISTRY
        .getSchema(SchemaGenerator.text(SchemaGenerator.schema(type)), InputFormat.JSON)
        .validate(
            payload,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  private static EventType type(String fact) {
    return EventTypes.all().stream()
        .filter(type -> type.fact().equals(fact))
        .findFirst()
        .orElseThrow();
  }
}
