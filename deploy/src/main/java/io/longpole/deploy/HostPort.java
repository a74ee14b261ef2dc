package io.longpole.deploy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as people write them: host:port, an IPv6 host in brackets. */
final class HostPort {

  private HostPort() {}

  /**
   * Resolves an address that {@link ConfigValues#address} has checked.
   *
   * @throws ConfigException if the host is unknown
   */
  static InetSocketAddress resolve(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    try {
      InetAddress resolved =
          InetAddress.getByName(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
      return new InetSocketAddress(resolved, Integer.parseInt(address.substring(colon + 1)));
    } catch (UnknownHostException e) {
      throw new ConfigException("address=" + address + ": the host " + host + " is not known here");
    }
  }

  /** host:port with the number of the host; loopback addresses as they are. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
