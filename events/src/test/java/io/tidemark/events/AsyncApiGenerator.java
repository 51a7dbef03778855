package io.tidemark.events;

import static io.tidemark.events.SchemaGenerator.ordered;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Writes the topics and what travels on them as an AsyncAPI 3 document. */
final class AsyncApiGenerator {

  private static final String SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER, YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private AsyncApiGenerator() {}

  static String text() {
    return YAML.writeValueAsString(document()).replace("\r\n", "\n");
  }

  static Map<String, Object> document() {
    Map<String, Object> channels = new LinkedHashMap<>();
    Map<String, Object> operations = new LinkedHashMap<>();
    for (String topic : topics()) {
      String name = topic.substring(topic.indexOf('.') + 1);
      channels.put(name, channel(topic));
      operations.put(
          "receive-" + name,
          ordered(
              "action",
              "receive",
              "channel",
              ref("#/channels/" + name),
              "summary",
              "Fold into the read model."));
    }
    Map<String, Object> messages = new LinkedHashMap<>();
    for (EventType type : EventTypes.all()) {
      messages.put(type.fact(), message(type));
    }
    return ordered(
        "asyncapi",
        "3.0.0",
        "info",
        info(),
        "defaultContentType",
        "application/json",
        "channels",
        channels,
        "operations",
        operations,
        "components",
        ordered("messages", messages, "messageTraits", ordered("cloudEvent", cloudEvent())));
  }

  private static Map<String, Object> info() {
    return ordered(
        "title",
        "Tidemark events",
        "version",
        "1",
        "description",
        "CloudEvents 1.0 over Kafka, in binary mode as described here; structured mode"
            + " (application/cloudevents+json) is read too. Unknown payload fields are ignored.",
        "license",
        ordered("name", "Apache-2.0"));
  }

  private static List<String> topics() {
    return EventTypes.all().stream().map(EventType::topic).distinct().sorted().toList();
  }

  private static Map<String, Object> channel(String topic) {
    Map<String, Object> messages = new LinkedHashMap<>();
    for (EventType type : EventTypes.all()) {
      if (type.topic().equals(topic)) {
        messages.put(type.fact(), ref("#/components/messages/" + type.fact()));
      }
    }
    Map<String, Object> kafka =
        ordered(
            "topic",
            topic,
            "partitions",
            12,
            "topicConfiguration",
            ordered("cleanup.policy", List.of("delete"), "retention.ms", -1),
            "bindingVersion",
            "0.5.0");
    return ordered(
        "address",
        topic,
        "description",
        "Kept for ever: the log is the source of truth for rebuilds.",
        "messages",
        messages,
        "bindings",
        ordered("kafka", kafka));
  }

  private static Map<String, Object> message(EventType type) {
    String schema = "./" + type.fact() + "/" + type.version() + ".json";
    Map<String, Object> headers =
        ordered("type", "object", "properties", ordered("ce_type", ordered("const", type.name())));
    Object example = JsonMapper.shared().readValue(Samples.read(type, "full"), Object.class);
    return ordered(
        "name", type.name(),
        "title", type.fact(),
        "summary", RecordDocs.of(type.event()),
        "contentType", "application/json",
        "headers", headers,
        "payload", ordered("schemaFormat", SCHEMA_FORMAT, "schema", ref(schema)),
        "traits", List.of(ref("#/components/messageTraits/cloudEvent")),
        "examples", List.of(ordered("name", "full", "payload", example)));
  }

  /** What all messages have: the attributes as headers, and the subject as the key. */
  private static Map<String, Object> cloudEvent() {
    Map<String, Object> properties =
        ordered(
            "ce_specversion", ordered("const", "1.0"),
            "ce_id",
                described(
                    "Unique per source: the same source and id again is the same event again."),
            "ce_source", described("URI reference of the publishing system."),
            "ce_type", described("What happened to what."),
            "ce_subject",
                described(
                    "The entity's id, 1 to 128 visible characters; if absent, the record key."),
            "ce_time",
                ordered(
                    "type", "string", "format", "date-time", "description", "When it happened."),
            "ce_sequence",
                ordered(
                    "type", "string",
                    "pattern", "^[0-9]+$",
                    "description", "The revision of this entity, 1 to 4294967295. Optional."),
            "ce_dataschema",
                described("…/schemas/<entity>.<fact>/<version>. Optional; absent means version 1."),
            "ce_traceparent", described("W3C trace context. Optional."),
            "ce_position",
                ordered(
                    "type", "string",
                    "pattern", "^[0-9]+$",
                    "description",
                        "Where the event stands in the event store that published it. Only an event"
                            + " store sends it, rising along each partition. Optional."));
    Map<String, Object> headers =
        ordered(
            "type",
            "object",
            "properties",
            properties,
            "required",
            List.of("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"));
    Map<String, Object> key = ordered("type", "string", "description", "The subject.");
    return ordered(
        "headers",
        headers,
        "bindings",
        ordered("kafka", ordered("key", key, "bindingVersion", "0.5.0")));
  }

  private static Map<String, Object> described(String description) {
    return ordered("type", "string", "description", description);
  }

  private static Map<String, Object> ref(String target) {
    return ordered("$ref", target);
  }
}
