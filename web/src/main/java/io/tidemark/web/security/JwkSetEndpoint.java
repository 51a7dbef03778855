package io.tidemark.web.security;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Publishes the keys of the issuer in this process, so that others can check its tokens too. */
@Tag(name = "Security")
@RestController
final class JwkSetEndpoint {

  private final TokenKeys keys;

  JwkSetEndpoint(TokenKeys keys) {
    this.keys = keys;
  }

  @Open
  @SecurityRequirements
  @Operation(summary = "The public keys that tokens are signed with (RFC 7517)")
  @GetMapping(path = "/.well-known/jwks.json", produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, Object> jwkSet() {
    return keys.jwkSet().toJSONObject();
  }
}
