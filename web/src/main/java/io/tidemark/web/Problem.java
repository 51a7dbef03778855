package io.tidemark.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 says it, {@code application/problem+json}.
 *
 * @param type a URN that ends in {@link #code}
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what went wrong with this request, for a person
 * @param instance the path that was asked for
 * @param code what went wrong, for a program; stable
 * @param traceId the request's trace, as the audit knows it
 * @param errors the inputs that are wrong, each with what is allowed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "An error (RFC 9457)")
public record Problem(
    @Schema(example = "urn:tidemark:problem:invalid-parameter") String type,
    @Schema(example = "Bad Request") String title,
    @Schema(example = "400") int status,
    @Schema(example = "The request has a parameter that is not allowed.") String detail,
    @Schema(example = "/api/v1/ops/dashboard/metrics") String instance,
    @Schema(example = "invalid-parameter") String code,
    @JsonProperty("trace_id") String traceId,
    List<InvalidInput> errors) {

  /**
   * One input that is wrong.
   *
   * @param parameter the query parameter, header, or path of the body's field
   * @param value what was given, shortened
   * @param allowed what is allowed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record InvalidInput(
      @Schema(example = "period") String parameter,
      @Schema(example = "year") @Nullable String value,
      @Schema(example = "today, week, month, all") String allowed) {

    private static final int LONGEST_ECHO = 100;

    public InvalidInput {
      if (value != null && value.length() > LONGEST_ECHO) {
        value = value.substring(0, LONGEST_ECHO) + "…";
      }
    }
  }
}
