import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.logging.Logger;

/** A small application without a word of OpenTelemetry: the Java agent instruments it. */
public final class App {

  private static final Logger LOG = Logger.getLogger("shop");

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/orders",
        exchange -> {
          LOG.info("order read: " + exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    HttpClient client = HttpClient.newHttpClient();
    int port = server.getAddress().getPort();
    int count = Integer.parseInt(System.getenv("INTEROP_TRACES"));
    for (int i = 0; i < count; i++) {
      URI uri = URI.create("http://localhost:" + port + "/orders/" + i);
      client.send(
          HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
    }
    server.stop(0);
  }
}
