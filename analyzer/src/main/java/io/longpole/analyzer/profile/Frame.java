package io.longpole.analyzer.profile;

import io.longpole.analyzer.model.SpanKind;
import java.util.Comparator;
import java.util.List;

/**
 * One operation in a path: whose it is, its name without values, its kind.
 *
 * @param service empty where the name says it all
 */
public record Frame(String service, String operation, SpanKind kind) implements Comparable<Frame> {

  /** Stands for all that there is no room for. */
  static final Frame OTHER = new Frame("", "(other)", SpanKind.UNSPECIFIED);

  private static final String TO = "→ ";
  private static final int MAX_CHARS = 512;
  private static final Comparator<Frame> ORDER =
      Comparator.comparing(Frame::service)
          .thenComparing(Frame::operation)
          .thenComparing(Frame::kind);

  /** Order of paths: by their first different frame; a path is before those that go on from it. */
  static final Comparator<List<Frame>> PATHS = Frame::compare;

  public Frame {
    service = cut(service);
    operation = cut(operation);
  }

  /** The time between a client's call and the service that takes it: network and queues. */
  static Frame to(String callee) {
    return new Frame("", TO + callee, SpanKind.UNSPECIFIED);
  }

  /** Whether this is time between a client and the service that it called. */
  public boolean isTransit() {
    return service.isEmpty() && operation.startsWith(TO);
  }

  /** Service and operation in one. */
  public String text() {
    return service.isEmpty() ? operation : service + " " + operation;
  }

  private static String cut(String name) {
    if (name.length() <= MAX_CHARS) {
      return name;
    }
    int end = MAX_CHARS - 1;
    if (Character.isHighSurrogate(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(0, end) + "…";
  }

  private static int compare(List<Frame> left, List<Frame> right) {
    int shorter = Math.min(left.size(), right.size());
    for (int i = 0; i < shorter; i++) {
      int order = left.get(i).compareTo(right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  @Override
  public int compareTo(Frame other) {
    return ORDER.compare(this, other);
  }
}
