package io.longpole.analyzer.profile;

import java.util.Comparator;

/** An endpoint: the service and operation of a trace's main root. */
public record EndpointName(String service, String operation) implements Comparable<EndpointName> {

  /** Stands for all endpoints that there is no room for. */
  public static final EndpointName OTHER =
      new EndpointName(Frame.OTHER.service(), Frame.OTHER.operation());

  private static final Comparator<EndpointName> ORDER =
      Comparator.comparing(EndpointName::service).thenComparing(EndpointName::operation);

  /** Service and operation in one. */
  public String text() {
    return service.isEmpty() ? operation : service + " " + operation;
  }

  @Override
  public int compareTo(EndpointName other) {
    return ORDER.compare(this, other);
  }
}
