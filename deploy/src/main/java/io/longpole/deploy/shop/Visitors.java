package io.longpole.deploy.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * The traffic of the demo: rounds of visits to every page, a few at a time, some pages in a rush.
 */
public final class Visitors {

  private static final List<String> CLEAN_PAGES =
      List.of("/bestsellers", "/product/", "/delivery/");
  private static final List<String> TROUBLED_PAGES =
      List.of("/authors", "/stock", "/checkout/", "/product-page/");
  private static final int RUSH = 8;

  private final Shop shop;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public Visitors(Shop shop) {
    this.shop = shop;
  }

  /**
   * Visits every page once a round, and the sales page by several visitors at once.
   *
   * @param rounds how often
   * @param progress is told the number of finished rounds
   * @return the number of visits
   */
  public int visit(int rounds, IntConsumer progress) throws IOException, InterruptedException {
    int visits = 0;
    for (int round = 1; round <= rounds; round++) {
      List<URI> pages = new ArrayList<>();
      for (String page : CLEAN_PAGES) {
        pages.add(page(page, round));
      }
      for (String page : TROUBLED_PAGES) {
        pages.add(page(page, round));
      }
      for (URI uri : pages) {
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
      }
      rush(page("/sales", round));
      visits += pages.size() + RUSH;
      progress.accept(round);
    }
    return visits;
  }

  private URI page(String page, int round) {
    return shop.page(page.endsWith("/") ? page + round : page);
  }

  private void rush(URI uri) {
    List<CompletableFuture<HttpResponse<Void>>> visits = new ArrayList<>();
    for (int i = 0; i < RUSH; i++) {
      visits.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding()));
    }
    visits.forEach(CompletableFuture::join);
  }
}
