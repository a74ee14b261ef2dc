package io.longpole.deploy.shop;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Pages of the shop in pairs: one with a known fault, and one that does the same work without it,
 * so that what a prediction says of the first can be measured on the second.
 *
 * <p>The demo does not visit them. The twins of the planted faults are {@code /authors-at-once},
 * {@code /product-page-together} and {@code /checkout-once}; the others have an operation that only
 * sleeps, and twins in which it does not.
 */
final class TwinPages {

  private static final int DELAY_MILLIS = 50;
  private static final int LOOPS = 10;
  private static final int LOOP_DELAY_MILLIS = 8;

  private final Shop shop;

  TwinPages(Shop shop) {
    this.shop = shop;
  }

  void open() {
    plantedFaults();
    delays();
  }

  private void plantedFaults() {
    shop.catalog.route(
        "/authors-at-once",
        "/authors-at-once",
        e -> {
          int authors = shop.books.query("author", "SELECT id FROM author ORDER BY id").size();
          int titles =
              shop.books.query("book", "SELECT title FROM book WHERE author_id < 26").size();
          return authors + " authors, " + titles + " books";
        });
    page("/authors-at-once", id -> shop.storefront.getOk(shop.catalog, "/authors-at-once"));
    page(
        "/product-page-together",
        id ->
            together(
                List.of(
                    () -> shop.storefront.getOk(shop.catalog, "/books/" + id),
                    () -> shop.storefront.getOk(shop.reviews, "/ratings/" + id),
                    () -> shop.storefront.getOk(shop.reviews, "/quotes/" + id),
                    () -> shop.storefront.getOk(shop.inventory, "/delivery/" + id))));
    shop.orders.route("/orders-once", "/orders-once/{id}", e -> placeOrderOnce(idOf(e)));
    page("/checkout-once", id -> checkOut("/orders-once/" + id));
  }

  private String placeOrderOnce(int order) throws Exception {
    HttpResponse<String> answer = shop.orders.get(shop.payment, "/charge/" + order);
    if (answer.statusCode() != 200) {
      throw new ShopService.StatusException(503, "payment of order " + order + " failed");
    }
    return answer.body();
  }

  private String checkOut(String path) throws Exception {
    HttpResponse<String> answer = shop.storefront.get(shop.orders, path);
    if (answer.statusCode() != 200) {
      throw new ShopService.StatusException(502, "the order was not placed");
    }
    return answer.body();
  }

  private void delays() {
    inventory("/pack-slow", "pack gift", DELAY_MILLIS);
    inventory("/pack", "pack gift", 0);
    page("/gift-slow", id -> shop.storefront.getOk(shop.inventory, "/pack-slow/" + id));
    page("/gift", id -> shop.storefront.getOk(shop.inventory, "/pack/" + id));

    branches("/branches", 0, 0);
    branches("/branches-long", DELAY_MILLIS, 0);
    branches("/branches-short", 0, DELAY_MILLIS);

    shop.inventory.route("/count-slow", "/count-slow/{id}", e -> count(LOOP_DELAY_MILLIS));
    shop.inventory.route("/count", "/count/{id}", e -> count(0));
    page("/inventory-slow", id -> shop.storefront.getOk(shop.inventory, "/count-slow/" + id));
    page("/inventory", id -> shop.storefront.getOk(shop.inventory, "/count/" + id));
  }

  private void inventory(String path, String step, int delayMillis) {
    shop.inventory.route(
        path,
        path + "/{id}",
        e -> {
          Shop.work(20, "");
          shop.inventory.step(step, delayMillis);
          return Shop.work(10, "packed");
        });
  }

  private String count(int delayMillis) {
    for (int i = 0; i < LOOPS; i++) {
      Shop.work(2, "");
      shop.inventory.step("count shelf", delayMillis);
    }
    return LOOPS + " shelves";
  }

  /** Three calls side by side, of about 110, 100 and 30 ms. */
  private void branches(String path, int longestDelayMillis, int shortestDelayMillis) {
    page(
        path,
        id ->
            together(
                List.of(
                    () -> {
                      shop.storefront.step("weigh longest", longestDelayMillis);
                      return shop.storefront.getOk(shop.reviews, "/ratings/" + id);
                    },
                    () -> shop.storefront.getOk(shop.reviews, "/quotes/" + id),
                    () -> {
                      shop.storefront.step("weigh shortest", shortestDelayMillis);
                      return shop.storefront.getOk(shop.inventory, "/delivery/" + id);
                    })));
  }

  private String together(List<Callable<String>> calls) throws Exception {
    return String.join(" ", shop.storefront.together(calls));
  }

  private interface Page {
    String show(int id) throws Exception;
  }

  private void page(String path, Page page) {
    shop.storefront.route(path, path + "/{id}", e -> page.show(idOf(e)));
  }

  private static int idOf(com.sun.net.httpserver.HttpExchange exchange) {
    return Shop.idOf(exchange.getRequestURI().getPath());
  }
}
