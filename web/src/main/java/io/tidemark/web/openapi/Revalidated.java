package io.tidemark.web.openapi;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An answer that is asked for again by its ETag. To what has this, the description adds the headers
 * that say how fresh it is.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Parameter(
    name = "If-None-Match",
    in = ParameterIn.HEADER,
    description = "The ETag of an earlier answer",
    schema = @Schema(type = "string"))
@ApiResponse(responseCode = "304", description = "The figures have not changed", content = @Content)
public @interface Revalidated {}
