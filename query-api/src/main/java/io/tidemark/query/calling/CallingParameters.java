package io.tidemark.query.calling;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What every request of the calling dashboards may say, and may get. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Parameters({
  @Parameter(
      name = "userId",
      in = ParameterIn.QUERY,
      description =
          "Whose figures, only with calls.admin; by default the token's subject. Any other with"
              + " calls.read alone is 404, as if there were no such user.",
      schema = @Schema(type = "string")),
  @Parameter(
      name = "If-None-Match",
      in = ParameterIn.HEADER,
      description = "The ETag of an earlier answer",
      schema = @Schema(type = "string"))
})
@ApiResponse(
    responseCode = "304",
    description = "What the answer says has not changed",
    content = @Content)
@ApiResponse(
    responseCode = "404",
    description = "No such user or agent, or none of this account",
    content = @Content)
@interface CallingParameters {}
