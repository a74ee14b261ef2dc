package io.longpole.analyzer.call;

/**
 * Who a call asks: the service that answered, else the peer's name, else the host, else system and
 * namespace.
 */
final class Targets {

  private Targets() {}

  /**
   * The target of a span.
   *
   * @param answeredBy service of its server or consumer child; empty if there is none
   * @param urlHost the host of its URL, normalised; empty if there is none
   * @param system the kind of component, for want of all else
   */
  static String of(String answeredBy, Facts facts, String urlHost, String system) {
    if (!answeredBy.isEmpty()) {
      return answeredBy;
    }
    String peer = facts.text(Fact.PEER);
    if (!peer.isEmpty()) {
      return peer;
    }
    String address = facts.peerAddress();
    if (!address.isEmpty()) {
      return address;
    }
    if (!urlHost.isEmpty()) {
      return urlHost;
    }
    String namespace = facts.text(Fact.DB_NAMESPACE);
    return namespace.isEmpty() || system.isEmpty() ? system : system + "/" + namespace;
  }
}
