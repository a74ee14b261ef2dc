package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.model.Span;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Calls over HTTP: method and template; static files and GraphQL among them. */
final class WebCalls {

  private final CallCache cache;

  WebCalls(CallCache cache) {
    this.cache = cache;
  }

  /** The URL or path that the span asks for; null if it says none. */
  @Nullable Url url(Facts facts) {
    String full = facts.text(Fact.URL_FULL);
    if (!full.isEmpty()) {
      return cache.url(full);
    }
    String path = facts.text(Fact.URL_PATH);
    if (!path.isEmpty()) {
      String query = facts.text(Fact.URL_QUERY);
      if (query.isEmpty()) {
        return cache.url(path);
      }
      return cache.url(query.startsWith("?") ? path + query : path + "?" + query);
    }
    String target = facts.text(Fact.HTTP_TARGET);
    return target.isEmpty() ? null : cache.url(target);
  }

  /**
   * Fills in a call over HTTP.
   *
   * @param server the span that answered it, null if there is none
   */
  void fill(Draft draft, Facts facts, Span span, @Nullable Span server) {
    Url url = url(facts);
    String method = method(facts, span.name());
    boolean asks = isRead(method);
    String template = template(facts, url, server);
    if (template.isEmpty() && server != null) {
      template = routeOf(server);
    }
    if (template.isEmpty()) {
      template = templateOfName(span.name());
    }
    draft.a = method;
    draft.b = template;
    draft.effect = asks ? Effect.READ : method.equals("HTTP") ? Effect.UNKNOWN : Effect.WRITE;
    boolean graphql = isGraphql(facts, url, template);
    if (graphql) {
      graphql(draft, facts);
      if (url != null && asks) {
        // Another URL is another question; the document behind equal ones may be stored elsewhere.
        draft.arguments = Arguments.of(false, url.hash());
      }
    } else if (url != null) {
      boolean urlSaysAll = (asks && !method.equals("QUERY")) || method.equals("DELETE");
      draft.arguments =
          new Arguments(urlSaysAll && !url.masked(), url.hash(), 0, url.page(), url.rest());
      draft.callClass = url.asset() ? CallClass.ASSET : CallClass.HTTP;
    }
  }

  private static boolean isGraphql(Facts facts, @Nullable Url url, String template) {
    return facts.has(Fact.GRAPHQL_NAME)
        || facts.has(Fact.GRAPHQL_TYPE)
        || facts.has(Fact.GRAPHQL_DOCUMENT)
        || (url != null && url.graphql())
        || template.contains("/graphql");
  }

  private void graphql(Draft draft, Facts facts) {
    String type = facts.text(Fact.GRAPHQL_TYPE);
    String name = facts.text(Fact.GRAPHQL_NAME);
    draft.c = (type + " " + cache.operation(name)).strip();
    draft.effect =
        switch (type) {
          case "query", "subscription" -> Effect.READ;
          case "mutation" -> Effect.WRITE;
          default -> Effect.UNKNOWN;
        };
  }

  static String method(Facts facts, String name) {
    String method = facts.text(Fact.HTTP_METHOD);
    if (method.isEmpty()) {
      method = Kinds.methodOf(name);
    }
    return method.isEmpty() ? "HTTP" : Kinds.isHttpMethod(method) ? method : upper(method);
  }

  private static String upper(String method) {
    return method.toUpperCase(Locale.ROOT);
  }

  private static boolean isRead(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "QUERY" -> true;
      default -> false;
    };
  }

  private static String template(Facts facts, @Nullable Url url, @Nullable Span server) {
    String stated = facts.text(Fact.URL_TEMPLATE);
    if (stated.isEmpty()) {
      stated = facts.text(Fact.HTTP_ROUTE);
    }
    if (!stated.isEmpty()) {
      int host = stated.indexOf("://");
      int path = host < 0 ? 0 : stated.indexOf('/', host + 3);
      return path < 0 ? "/" : stated.substring(path);
    }
    if (url == null) {
      return "";
    }
    String route = server == null ? null : statedRoute(server);
    return route == null ? url.path() : Route.applied(url.path(), route);
  }

  private static @Nullable String statedRoute(Span server) {
    for (String name : new String[] {"http.route", "url.template"}) {
      String route = server.attributes().text(name);
      if (route != null) {
        return route;
      }
    }
    return Observations.route(server.attributes());
  }

  /** The route that the server span says, else its name without the method, else its path. */
  private String routeOf(Span server) {
    String route = statedRoute(server);
    if (route != null) {
      return route;
    }
    String name = templateOfName(server.name());
    if (!name.isEmpty()) {
      return name;
    }
    for (String path : new String[] {"url.path", "http.target", "http.path", "http.url"}) {
      String asked = server.attributes().text(path);
      if (asked != null) {
        return cache.url(asked).path();
      }
    }
    return "";
  }

  private String templateOfName(String name) {
    String method = Kinds.methodOf(name);
    String rest = name;
    if (!method.isEmpty()) {
      int end = name.indexOf(method) + method.length();
      rest = name.substring(Math.min(end + 1, name.length()));
    }
    return rest.isEmpty()
        ? ""
        : rest.charAt(0) == '/' ? cache.url(rest).path() : cache.operation(rest);
  }
}
