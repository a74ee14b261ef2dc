package io.longpole.analyzer.call;

/**
 * What the route of the server that answered tells of the path that was asked: which of its
 * segments are values.
 *
 * <p>Example: {@code /shoes/red-one?size=*} by the route {@code /shoes/{name}} is {@code
 * /shoes/*?size=*}. All else stays as the caller has it, so that a call has one key whether or not
 * its server is instrumented. The route is compared from the end, because proxies take away what
 * stands before; its names must stand in the path. A route that also fits another operation tells
 * nothing: one without a name, with a rest of any length, or with a place for the operation itself.
 */
final class Route {

  private static final String[] RESTS = {"*", "...", ":path", "path:"};
  private static final String[] OPERATIONS = {"controller", "action", "area"};
  private static final String FORMAT = "(.:format)";
  private static final int MAX_SEGMENTS = Long.SIZE;

  private final String path;
  private final String route;
  private long values;
  private int names;

  private Route(String path, String route) {
    this.path = path;
    this.route = route;
  }

  /** The path template with {@code *} where the route has a value; as it is if they do not fit. */
  static String applied(String path, String route) {
    if (route.indexOf('{') < 0 && route.indexOf(':') < 0 && route.indexOf('<') < 0) {
      return path;
    }
    Route both = new Route(path, route);
    int question = path.indexOf('?');
    int pathEnd = withoutSlash(path, question < 0 ? path.length() : question);
    boolean fits = both.fits(pathEnd);
    return fits && both.names > 0 && both.values != 0 ? both.starred(pathEnd) : path;
  }

  private static int withoutSlash(String text, int end) {
    return end > 0 && text.charAt(end - 1) == '/' ? end - 1 : end;
  }

  /** Compares segment by segment from the ends on, and notes which are values. */
  private boolean fits(int pathEnd) {
    int end = route.length() - (route.endsWith(FORMAT) ? FORMAT.length() : 0);
    int routeAt = withoutSlash(route, end);
    int pathAt = pathEnd;
    for (int segment = 0; routeAt > 0; segment++) {
      int start = start(path, pathAt);
      int routeStart = start(route, routeAt);
      boolean told =
          segment < MAX_SEGMENTS
              && start < pathAt
              && isTold(route.substring(routeStart, routeAt), start, pathAt, segment);
      if (!told) {
        return false;
      }
      pathAt = Math.max(start - 1, 0);
      routeAt = routeStart - 1;
    }
    return true;
  }

  private static int start(String text, int end) {
    return text.lastIndexOf('/', end - 1) + 1;
  }

  private boolean isTold(String part, int start, int end, int segment) {
    boolean seen = end - start == 1 && path.charAt(start) == '*';
    if (isValue(part)) {
      values |= seen ? 0 : 1L << segment;
      return !isOpen(part);
    }
    names++;
    return seen
        ? Segments.isValue(part, 0, part.length())
        : part.length() == end - start && path.startsWith(part, start);
  }

  private static boolean isValue(String part) {
    return part.startsWith(":") || part.indexOf('{') >= 0 || part.indexOf('<') >= 0;
  }

  /** Whether something of any length may stand there, or what says which operation it is. */
  private static boolean isOpen(String part) {
    for (String rest : RESTS) {
      if (part.contains(rest)) {
        return true;
      }
    }
    for (String operation : OPERATIONS) {
      if (part.startsWith(operation, 1)) {
        return true;
      }
    }
    return part.endsWith("+");
  }

  private String starred(int pathEnd) {
    StringBuilder out = new StringBuilder(path);
    int at = pathEnd;
    for (int segment = 0; at > 0; segment++) {
      int start = start(path, at);
      if (segment < MAX_SEGMENTS && (values >>> segment & 1) != 0) {
        out.replace(start, at, "*");
      }
      at = start - 1;
    }
    return out.toString();
  }
}
