package io.tidemark.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Allows what {@link Requires} or {@link Open} at an endpoint allows, and nothing else: an endpoint
 * that says neither is closed. A path without an endpoint needs a caller, who then gets a 404.
 */
final class AccessRules
    implements AuthorizationManager<RequestAuthorizationContext>, SmartInitializingSingleton {

  private static final PathPatternParser PATTERNS = new PathPatternParser();
  private static final AuthorizationDecision GRANTED = new AuthorizationDecision(true);
  private static final AuthorizationDecision DENIED = new AuthorizationDecision(false);

  /**
   * Which rule holds for a path. Mostly that is the same whatever the method, which then only
   * decides between 200 and 405.
   */
  sealed interface Rule {
    record Anyone() implements Rule {}

    record Needs(Set<Permission> oneOf) implements Rule {}

    record Nobody() implements Rule {}

    /** Where those who may look are not those who may change. Other methods are for nobody. */
    record ByMethod(Map<String, Rule> rules) implements Rule {}
  }

  private record PatternRule(PathPattern pattern, Rule rule) {}

  private static final Rule NOBODY = new Rule.Nobody();

  /** Stands for every method, where a mapping names none. */
  private static final String ANY = "*";

  private final ObjectProvider<RequestMappingHandlerMapping> mappings;
  private Map<String, Rule> rules = Map.of();
  private List<PatternRule> patternRules = List.of();

  AccessRules(ObjectProvider<RequestMappingHandlerMapping> mappings) {
    this.mappings = mappings;
  }

  @Override
  public void afterSingletonsInstantiated() {
    Map<String, Map<String, Rule>> byMethod = new HashMap<>();
    mappings.forEach(
        mapping ->
            mapping
                .getHandlerMethods()
                .forEach(
                    (info, method) -> {
                      for (String path : info.getPatternValues()) {
                        Map<String, Rule> ofPath =
                            byMethod.computeIfAbsent(path, _ -> new HashMap<>());
                        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                        if (methods.isEmpty()) {
                          ofPath.merge(ANY, ruleOf(method), AccessRules::stricter);
                        }
                        methods.forEach(
                            each ->
                                ofPath.merge(each.name(), ruleOf(method), AccessRules::stricter));
                      }
                    }));
    Map<String, Rule> found = new HashMap<>();
    byMethod.forEach((path, ofPath) -> found.put(path, combined(ofPath)));
    rules = Map.copyOf(found);
    patternRules =
        found.entrySet().stream()
            .map(e -> new PatternRule(PATTERNS.parse(e.getKey()), e.getValue()))
            .filter(rule -> rule.pattern().hasPatternSyntax())
            .sorted(Comparator.comparing(PatternRule::pattern))
            .toList();
  }

  private static Rule ruleOf(HandlerMethod method) {
    Requires requires = find(method, Requires.class);
    if (requires != null) {
      return new Rule.Needs(Set.of(requires.value()));
    }
    return find(method, Open.class) != null ? new Rule.Anyone() : NOBODY;
  }

  private static <A extends java.lang.annotation.Annotation> @Nullable A find(
      HandlerMethod method, Class<A> type) {
    A onMethod = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), type);
    return onMethod != null
        ? onMethod
        : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), type);
  }

  private static Rule combined(Map<String, Rule> byMethod) {
    List<Rule> different = byMethod.values().stream().distinct().toList();
    if (different.size() == 1) {
      return different.getFirst();
    }
    return byMethod.containsKey(ANY) ? NOBODY : new Rule.ByMethod(Map.copyOf(byMethod));
  }

  private static Rule stricter(Rule one, Rule other) {
    return one.equals(other) ? one : NOBODY;
  }

  /** What it takes for this request to be answered; null where there is no endpoint. */
  @Nullable Rule ruleFor(HttpServletRequest request) {
    Rule rule = ruleForPath(pathOf(request));
    if (rule instanceof Rule.ByMethod(Map<String, Rule> byMethod)) {
      String method = request.getMethod();
      // HEAD is answered by what answers GET
      return byMethod.getOrDefault(method.equals("HEAD") ? "GET" : method, NOBODY);
    }
    return rule;
  }

  private @Nullable Rule ruleForPath(String path) {
    Rule exact = rules.get(path);
    if (exact != null || patternRules.isEmpty()) {
      return exact;
    }
    PathContainer parsed = PathContainer.parsePath(path);
    return patternRules.stream()
        .filter(rule -> rule.pattern().matches(parsed))
        .findFirst()
        .map(PatternRule::rule)
        .orElse(null);
  }

  @Override
  public AuthorizationDecision authorize(
      Supplier<? extends Authentication> authentication, RequestAuthorizationContext context) {
    Caller caller = Caller.orNull();
    return switch (ruleFor(context.getRequest())) {
      case Rule.Needs(Set<Permission> oneOf) ->
          caller != null && oneOf.stream().anyMatch(caller::may) ? GRANTED : DENIED;
      case Rule.Anyone _ -> GRANTED;
      case Rule.Nobody _, Rule.ByMethod _ -> DENIED;
      case null -> caller != null ? GRANTED : DENIED;
    };
  }

  /** Decoded as the dispatcher decodes it, so that {@code %63onfig} is {@code config} to both. */
  private static String pathOf(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }
}
