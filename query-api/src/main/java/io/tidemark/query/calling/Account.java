package io.tidemark.query.calling;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import jakarta.servlet.http.HttpServletRequest;

/** Whose figures are asked for. */
final class Account {

  private static final int LONGEST = 128;

  private Account() {}

  /**
   * The caller's own, or with {@code calls.admin} that of the parameter {@code userId}.
   *
   * @throws ProblemException 404 for another's, whether there is such an account or not
   */
  static String of(HttpServletRequest request) {
    Caller caller = Caller.current();
    String given = request.getParameter("userId");
    if (given == null || given.equals(caller.subject())) {
      return caller.subject();
    }
    if (!caller.may(Permission.CALLS_ADMIN)) {
      throw ProblemException.notFound("There is no such user.");
    }
    if (!isId(given)) {
      throw ProblemException.invalidParameter(
          new InvalidInput("userId", given, "1 to " + LONGEST + " visible characters"));
    }
    return given;
  }

  /** Whether events could have named anything so. */
  static boolean isId(String given) {
    return !given.isBlank()
        && given.length() <= LONGEST
        && given.codePoints().allMatch(Account::isVisible);
  }

  private static boolean isVisible(int point) {
    return !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
  }
}
