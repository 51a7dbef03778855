package io.tidemark.query.audit;

/** What can be accessed, as the audit names it. */
public enum Access {
  VIEW_METRICS("view_metrics", "dashboard_metrics", "GET", "/api/v1/ops/dashboard/metrics"),
  VIEW_CONFIG("view_config", "ops_config", "GET", "/api/v1/ops/config"),
  CHANGE_CONFIG("change_config", "ops_config", "PUT", "/api/v1/ops/config"),
  VIEW_AUDIT("view_audit", "audit_log", "GET", "/api/v1/ops/audit"),
  VERIFY_AUDIT("verify_audit", "audit_log", "GET", "/api/v1/ops/audit/verify"),
  VIEW_PROJECTIONS("view_projections", "projections", "GET", "/api/v1/system/projections"),
  VIEW_RESTATEMENTS("view_restatements", "restatements", "GET", "/api/v1/restatements"),
  EXPLAIN("explain", "figures", "GET", "/api/v1/explain"),
  VIEW_GENERATIONS("view_generations", "generations", "GET", "/api/v1/system/generations"),
  VIEW_GENERATION("view_generation", "generations", "GET", "/api/v1/system/generations/{n}"),
  VIEW_DIFFERENCES(
      "view_differences", "generations", "GET", "/api/v1/system/generations/{n}/differences"),
  PLAN_REBUILD("plan_rebuild", "generations", "POST", "/api/v1/system/generations/plan"),
  START_REBUILD("start_rebuild", "generations", "POST", "/api/v1/system/generations"),
  PAUSE_REBUILD("pause_rebuild", "generations", "POST", "/api/v1/system/generations/{n}/pause"),
  RESUME_REBUILD("resume_rebuild", "generations", "POST", "/api/v1/system/generations/{n}/resume"),
  CANCEL_REBUILD("cancel_rebuild", "generations", "POST", "/api/v1/system/generations/{n}/cancel"),
  VERIFY_REBUILD("verify_rebuild", "generations", "POST", "/api/v1/system/generations/{n}/verify"),
  SWITCH_GENERATION(
      "switch_generation", "generations", "POST", "/api/v1/system/generations/{n}/switch"),
  ROLL_BACK_GENERATION(
      "roll_back_generation", "generations", "POST", "/api/v1/system/generations/{n}/rollback"),
  VIEW_DEAD_LETTERS("view_dead_letters", "dead_letters", "GET", "/api/v1/system/dead-letters"),
  VIEW_DEAD_LETTER("view_dead_letter", "dead_letters", "GET", "/api/v1/system/dead-letters/{id}"),
  RETRY_DEAD_LETTERS(
      "retry_dead_letters", "dead_letters", "POST", "/api/v1/system/dead-letters/retry"),
  DISCARD_DEAD_LETTERS(
      "discard_dead_letters", "dead_letters", "POST", "/api/v1/system/dead-letters/discard");

  private final String action;
  private final String resource;
  private final String method;
  private final String path;

  Access(String action, String resource, String method, String path) {
    this.action = action;
    this.resource = resource;
    this.method = method;
    this.path = path;
  }

  String action() {
    return action;
  }

  String resource() {
    return resource;
  }

  boolean isAskedBy(String askedMethod, String askedPath) {
    return isPath(askedPath)
        && (method.equals(askedMethod) || (method.equals("GET") && askedMethod.equals("HEAD")));
  }

  /** A part of the path in braces stands for any part, as where the endpoint is mapped. */
  private boolean isPath(String asked) {
    String[] parts = path.split("/", -1);
    String[] given = asked.split("/", -1);
    if (parts.length != given.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].startsWith("{") && !parts[i].equals(given[i])) {
        return false;
      }
    }
    return true;
  }
}
