package io.tidemark.query.audit;

/** What can be accessed, as the audit names it. */
public enum Access {
  VIEW_METRICS("view_metrics", "dashboard_metrics", "GET", "/api/v1/ops/dashboard/metrics"),
  VIEW_CONFIG("view_config", "ops_config", "GET", "/api/v1/ops/config"),
  CHANGE_CONFIG("change_config", "ops_config", "PUT", "/api/v1/ops/config"),
  VIEW_AUDIT("view_audit", "audit_log", "GET", "/api/v1/ops/audit"),
  VERIFY_AUDIT("verify_audit", "audit_log", "GET", "/api/v1/ops/audit/verify"),
  VIEW_PROJECTIONS("view_projections", "projections", "GET", "/api/v1/system/projections");

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
    return path.equals(askedPath)
        && (method.equals(askedMethod) || (method.equals("GET") && askedMethod.equals("HEAD")));
  }
}
