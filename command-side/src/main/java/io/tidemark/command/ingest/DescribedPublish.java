package io.tidemark.command.ingest;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API's description says of publishing events. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Operation(
    summary = "Publish one event or a batch of them",
    description =
        "CloudEvents 1.0 over HTTP, in binary mode (attributes in ce-* headers, the data as the"
            + " body), structured mode or as a batch of up to 1,000 events and 8 MiB; gzip is"
            + " understood. The answer comes after Kafka has acknowledged what was accepted. The"
            + " same source and id again is not published twice. Needs events.write, and a claim"
            + " sources that names the event's source.",
    parameters =
        @Parameter(
            name = "ce-id",
            in = ParameterIn.HEADER,
            description =
                "In binary mode, as ce-specversion, ce-source, ce-type, ce-subject and ce-time; if"
                    + " known also ce-sequence, ce-dataschema, ce-traceparent",
            schema = @Schema(type = "string"),
            example = "e-1"),
    requestBody =
        @RequestBody(
            content = {
              @Content(
                  mediaType = "application/cloudevents+json",
                  schema = @Schema(type = "object"),
                  examples = @ExampleObject(name = "structured", value = DescribedPublish.EVENT)),
              @Content(
                  mediaType = "application/cloudevents-batch+json",
                  schema = @Schema(type = "array"),
                  examples =
                      @ExampleObject(name = "batch", value = "[" + DescribedPublish.EVENT + "]")),
              @Content(
                  mediaType = "application/json",
                  schema = @Schema(type = "object"),
                  examples = @ExampleObject(name = "binary", value = "{\"amount\": 129.50}"))
            }))
@ApiResponse(
    responseCode = "202",
    description = "In the log, all of it, now or since before",
    headers =
        @Header(
            name = "Tidemark",
            description = "Sent as Tidemark-At-Least, an answer holds these events",
            schema = @Schema(type = "string")),
    content =
        @Content(
            mediaType = "application/json",
            schema = @Schema(oneOf = {TakenIn.class, BatchResults.class})))
@ApiResponse(
    responseCode = "207",
    description = "Of a batch, some are in the log and some were refused",
    content =
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = BatchResults.class)))
@ApiResponse(
    responseCode = "409",
    description = "Another event has this source and id",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(ref = "#/components/schemas/Problem")))
@ApiResponse(
    responseCode = "413",
    description = "More than 1 MiB, or of a batch 8 MiB or 1,000 events",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(ref = "#/components/schemas/Problem")))
@ApiResponse(
    responseCode = "415",
    description = "Neither of the media types, or an encoding other than gzip",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(ref = "#/components/schemas/Problem")))
@ApiResponse(
    responseCode = "422",
    description =
        "The event is not valid: errors[] names the attribute or field. Or no event of"
            + " the batch was acceptable",
    content = {
      @Content(
          mediaType = "application/problem+json",
          schema = @Schema(ref = "#/components/schemas/Problem")),
      @Content(
          mediaType = "application/json",
          schema = @Schema(implementation = BatchResults.class))
    })
@ApiResponse(
    responseCode = "503",
    description = "Kafka or PostgreSQL is away: nothing was taken in; see Retry-After",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(ref = "#/components/schemas/Problem")))
@interface DescribedPublish {

  String EVENT =
      """
      {"specversion": "1.0", "id": "e-1", "source": "/booking-desk/berlin", \
      "type": "io.tidemark.booking.created", "subject": "b-1001", \
      "time": "2026-11-20T10:30:00Z", "data": {"amount": 129.50}}""";
}
