package io.tidemark.command.http;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.tidemark.events.EventField;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import io.tidemark.web.Tidemark;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;

/** Describes every command: body, headers and answers, by the event that it {@link LeadsTo}. */
@Component
final class CommandDescriptions implements OperationCustomizer, OpenApiCustomizer {

  private static final String JSON = org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

  @Override
  public void customise(OpenAPI api) {
    ModelConverters.getInstance(true)
        .readAll(Accepted.class)
        .forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
  }

  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    LeadsTo leadsTo = method.getMethodAnnotation(LeadsTo.class);
    if (leadsTo == null) {
      return operation;
    }
    boolean creates =
        Stream.of(method.getMethodParameters())
            .map(parameter -> parameter.getParameterAnnotation(PathVariable.class))
            .allMatch(Objects::isNull);
    operation.setOperationId(idOf(method));
    operation.addParametersItem(
        header(
            "Idempotency-Key",
            "1 to 200 characters. The same request with it again gets the same answer and changes"
                + " nothing; another request with it is a 422. It is kept for a day."));
    if (!creates) {
      operation.addParametersItem(
          header(HttpHeaders.IF_MATCH, "The ETag of an earlier answer: 412 if it is not the last"));
    }
    Content body = body(leadsTo, creates);
    if (body != null) {
      operation.setRequestBody(new RequestBody().required(true).content(body));
    }
    operation.setResponses(responses(creates));
    return operation;
  }

  /** Stable, whatever other commands there are: {@code bookingConfirm}. */
  private static String idOf(HandlerMethod method) {
    String feature = method.getBeanType().getSimpleName().replaceFirst("Endpoint$", "");
    return StringUtils.uncapitalize(feature) + StringUtils.capitalize(method.getMethod().getName());
  }

  private static Parameter header(String name, String description) {
    return new Parameter()
        .in("header")
        .name(name)
        .description(description)
        .schema(new StringSchema());
  }

  /** Null where there is nothing to say. */
  private static @Nullable Content body(LeadsTo leadsTo, boolean creates) {
    EventType event = EventTypes.of(leadsTo.value());
    List<String> without = List.of(leadsTo.without());
    Schema<Object> schema = typed("object");
    Map<String, Object> example = new LinkedHashMap<>();
    if (creates && !without.contains("id")) {
      schema.addProperty(
          "id", typed("string").description("1 to 128 visible characters; by default a new one"));
    }
    for (EventField field : event.fields()) {
      if (without.contains(field.name())) {
        continue;
      }
      boolean nullable = List.of(leadsTo.nullable()).contains(field.name());
      schema.addProperty(field.name(), schema(field, nullable));
      if (field.required() && !List.of(leadsTo.optional()).contains(field.name())) {
        schema.addRequiredItem(field.name());
      }
      if (!field.name().equals("currency")) {
        example.put(field.name(), example(field));
      }
    }
    return schema.getProperties() == null
        ? null
        : new Content().addMediaType(JSON, new MediaType().schema(schema).example(example));
  }

  private static Schema<Object> typed(String... types) {
    Schema<Object> schema = new Schema<>();
    schema.setTypes(new LinkedHashSet<>(List.of(types)));
    return schema;
  }

  private static Schema<Object> schema(EventField field, boolean nullable) {
    Schema<Object> schema = nullable ? typed(field.type(), "null") : typed(field.type());
    schema.format(field.format()).description(field.allowed());
    if (!field.words().isEmpty()) {
      schema.setEnum(new ArrayList<>(field.words()));
    }
    return schema;
  }

  private static Object example(EventField field) {
    return switch (field.type()) {
      case "number" -> new BigDecimal(field.example());
      case "integer" -> Long.valueOf(field.example());
      case "boolean" -> Boolean.valueOf(field.example());
      default -> field.example();
    };
  }

  private static ApiResponses responses(boolean creates) {
    ApiResponse accepted =
        new ApiResponse()
            .description("The command was followed; its events are stored")
            .content(
                new Content()
                    .addMediaType(
                        JSON,
                        new MediaType()
                            .schema(new Schema<>().$ref("#/components/schemas/Accepted"))))
            .addHeaderObject(
                Tidemark.HEADER,
                said("Sent back as Tidemark-At-Least, a read is answered with this in it"))
            .addHeaderObject(HttpHeaders.ETAG, said("The revision, for If-Match"));
    ApiResponses responses = new ApiResponses();
    if (creates) {
      accepted.addHeaderObject(HttpHeaders.LOCATION, said("Where it is"));
      responses.addApiResponse("201", accepted);
      responses.addApiResponse("409", problem("There is one of that id already"));
    } else {
      responses.addApiResponse("200", accepted);
      responses.addApiResponse("404", problem("There is none of that id, or not for this caller"));
      responses.addApiResponse(
          "409", problem("It cannot be done as things stand; errors[] says what can"));
      responses.addApiResponse("412", problem("If-Match names another revision than the last"));
    }
    responses.addApiResponse("415", problem("The body is not JSON"));
    responses.addApiResponse(
        "422",
        problem(
            "errors[] names the field that is wrong with what is allowed, or the Idempotency-Key"
                + " came with another request"));
    responses.addApiResponse(
        "503",
        problem(
            "The event store is away: nothing was changed, or it was not told whether the command"
                + " is stored, and says so; see Retry-After"));
    return responses;
  }

  private static Header said(String description) {
    return new Header().description(description).schema(new StringSchema());
  }

  /** What a problem looks like is said for all of them at once. */
  private static ApiResponse problem(String description) {
    return new ApiResponse().description(description);
  }
}
