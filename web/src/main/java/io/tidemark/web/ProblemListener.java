package io.tidemark.web;

import jakarta.servlet.http.HttpServletRequest;

/** Hears of every request that ends in a problem, before the answer is written. */
public interface ProblemListener {

  /**
   * Hears of one.
   *
   * @throws ProblemException to end the request with another problem instead
   */
  void onProblem(HttpServletRequest request, Problem problem);
}
