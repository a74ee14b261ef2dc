package io.longpole.analyzer.call;

import java.util.Set;

/**
 * The codes by which databases say that another transaction held a lock, so that asking again may
 * help: those of PostgreSQL, then those of MySQL and SQL Server.
 */
public final class LockCodes {

  private static final Set<String> CODES =
      Set.of("40001", "40P01", "55P03", "1205", "1213", "1222");

  private LockCodes() {}

  /** Whether a {@code db.response.status_code} is one of them. */
  public static boolean contains(String code) {
    return CODES.contains(code);
  }
}
