package io.tidemark.query.system;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a change of one generation is answered that is not made. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ApiResponse(
    responseCode = "404",
    description = "There is no generation of this number",
    content = @Content)
@ApiResponse(
    responseCode = "409",
    description = "It cannot be done as things stand; the detail says why and what to do",
    content = @Content)
@interface OfOneGeneration {}
