package io.longpole.query.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that name another host, while the server listens on the loopback address.
 *
 * <p>A web page can point its own name at 127.0.0.1 and so read local services from a visitor's
 * browser (DNS rebinding); the name in the request gives it away.
 */
final class HostCheck implements DecoratingHttpServiceFunction {

  private final boolean loopback;

  HostCheck(boolean loopback) {
    this.loopback = loopback;
  }

  @Override
  public HttpResponse serve(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    if (!loopback || isLoopback(request.authority())) {
      return delegate.serve(context, request);
    }
    return HttpResponse.of(
        HttpStatus.MISDIRECTED_REQUEST,
        MediaType.PLAIN_TEXT_UTF_8,
        "This server listens on the loopback address and answers to localhost, 127.0.0.1 and"
            + " [::1] only.\n");
  }

  /** Whether "HOST" or "HOST:PORT" names this machine itself. */
  static boolean isLoopback(@Nullable String authority) {
    if (authority == null) {
      return false;
    }
    String host = authority.replaceFirst(":\\d{1,5}$", "");
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
