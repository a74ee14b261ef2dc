package io.longpole.deploy.shop;

import io.opentelemetry.api.logs.Severity;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The sample shop: storefront, catalog, orders, payment, inventory and reviews, wired together.
 *
 * <p>Planted, each behind a page of the storefront: an N+1 ({@code /authors}), an N+1 of two
 * statements in turn ({@code /stock}), retries in two layers' worth of haste against a failing
 * dependency ({@code /checkout}), a serial chain of calls that could run side by side ({@code
 * /product-page}) and a wait for connections ({@code /sales}). Clean: {@code /bestsellers}, {@code
 * /product} and {@code /delivery}. {@link TwinPages} has more, for checks of predictions.
 */
public final class Shop implements AutoCloseable {

  private static final int AUTHORS = 25;
  private static final int WAREHOUSE_ITEMS = 12;
  private static final int PAYMENT_ATTEMPTS = 4;

  private final Deque<ShopPart> parts = new ArrayDeque<>();
  final ShopService storefront;
  final ShopService catalog;
  final ShopService orders;
  final ShopService payment;
  final ShopService inventory;
  final ShopService reviews;
  final ShopDatabase books;
  private final ShopDatabase sales;

  private Shop(String otlpEndpoint) throws IOException, SQLException {
    storefront = service("storefront", otlpEndpoint);
    catalog = service("catalog", otlpEndpoint);
    orders = service("orders", otlpEndpoint);
    payment = service("payment", otlpEndpoint);
    inventory = service("inventory", otlpEndpoint);
    reviews = service("reviews", otlpEndpoint);
    books = keep(new ShopDatabase("books", 10, catalog.telemetry().tracer()));
    sales = keep(new ShopDatabase("sales", 2, inventory.telemetry().tracer()));
  }

  /** Starts all services on free ports; their exporters send to an OTLP/gRPC endpoint. */
  public static Shop start(String otlpEndpoint) throws IOException, SQLException {
    Shop shop = new Shop(otlpEndpoint);
    shop.fill();
    shop.routes();
    new TwinPages(shop).open();
    return shop;
  }

  private ShopService service(String name, String otlpEndpoint) throws IOException {
    return keep(new ShopService(name, otlpEndpoint));
  }

  private <T extends ShopPart> T keep(T part) {
    parts.push(part);
    return part;
  }

  private void fill() throws SQLException {
    books.prepare(
        "CREATE TABLE author (id INT PRIMARY KEY, name VARCHAR(40))",
        "CREATE TABLE book (id INT PRIMARY KEY, author_id INT, title VARCHAR(60))",
        "INSERT INTO author SELECT x, 'Author ' || x FROM SYSTEM_RANGE(1, " + AUTHORS + ")",
        "INSERT INTO book SELECT x, 1 + MOD(x, 25), 'Book ' || x FROM SYSTEM_RANGE(1, 200)");
    sales.prepare(
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(40))",
        "CREATE TABLE stock (item_id INT, amount INT)",
        "CREATE TABLE price (item_id INT, cents INT)",
        "CREATE TABLE sale (id INT, cents INT)",
        "INSERT INTO item SELECT x, 'Item ' || x FROM SYSTEM_RANGE(1, " + WAREHOUSE_ITEMS + ")",
        "INSERT INTO stock SELECT x, x * 3 FROM SYSTEM_RANGE(1, " + WAREHOUSE_ITEMS + ")",
        "INSERT INTO price SELECT x, x * 100 FROM SYSTEM_RANGE(1, " + WAREHOUSE_ITEMS + ")",
        "INSERT INTO sale SELECT x, x FROM SYSTEM_RANGE(1, 500)");
  }

  private void routes() {
    catalogRoutes();
    inventoryRoutes();
    reviews
        .route("/ratings", "/ratings/{id}", e -> work(110, "4.5"))
        .route("/quotes", "/quotes/{id}", e -> work(100, "A fine book"));
    payment.route(
        "/charge",
        "/charge/{order}",
        e -> {
          work(25, "");
          throw new ShopService.StatusException(503, "card processor unavailable");
        });
    orders.route("/orders", "/orders/{id}", e -> placeOrder(idOf(e.getRequestURI().getPath())));
    pages();
  }

  private void catalogRoutes() {
    catalog.route(
        "/authors",
        "/authors",
        e -> {
          List<String> ids = books.query("author", "SELECT id FROM author ORDER BY id");
          int titles = 0;
          for (String id : ids) {
            titles +=
                books
                    .query(
                        "book", "SELECT title FROM book WHERE author_id = ?", Integer.parseInt(id))
                    .size();
          }
          return ids.size() + " authors, " + titles + " books";
        });
    catalog.route(
        "/bestsellers",
        "/bestsellers",
        e ->
            books
                    .query(
                        "book",
                        "SELECT a.name FROM author a JOIN book b ON b.author_id = a.id WHERE b.id < ?",
                        20)
                    .size()
                + " books");
    catalog.route(
        "/books",
        "/books/{id}",
        e ->
            String.join(
                ",",
                books.query(
                    "book",
                    "SELECT title FROM book WHERE id = ?",
                    idOf(e.getRequestURI().getPath()))));
  }

  private void inventoryRoutes() {
    inventory.route(
        "/stock",
        "/stock",
        e -> {
          int total = 0;
          for (String id : sales.query("item", "SELECT id FROM item ORDER BY id")) {
            int item = Integer.parseInt(id);
            total +=
                sales.query("stock", "SELECT amount FROM stock WHERE item_id = ?", item).size();
            total += sales.query("price", "SELECT cents FROM price WHERE item_id = ?", item).size();
          }
          return total + " values";
        });
    inventory.route(
        "/sales",
        "/sales",
        e ->
            String.join(
                ",",
                sales.slowQuery("sale", "SELECT SUM(cents) FROM sale", Duration.ofMillis(120))));
    inventory.route("/delivery", "/delivery/{id}", e -> work(30, "2 days"));
  }

  private void pages() {
    storefront
        .route("/authors", "/authors", e -> storefront.getOk(catalog, "/authors"))
        .route("/bestsellers", "/bestsellers", e -> storefront.getOk(catalog, "/bestsellers"))
        .route("/stock", "/stock", e -> storefront.getOk(inventory, "/stock"))
        .route("/sales", "/sales", e -> storefront.getOk(inventory, "/sales"))
        .route(
            "/delivery",
            "/delivery/{id}",
            e -> storefront.getOk(inventory, "/delivery/" + idOf(e.getRequestURI().getPath())))
        .route(
            "/checkout",
            "/checkout/{id}",
            e -> {
              int order = idOf(e.getRequestURI().getPath());
              HttpResponse<String> answer = storefront.get(orders, "/orders/" + order);
              if (answer.statusCode() != 200) {
                throw new ShopService.StatusException(502, "order " + order + " was not placed");
              }
              return answer.body();
            })
        .route(
            "/product-page",
            "/product-page/{id}",
            e -> {
              int id = idOf(e.getRequestURI().getPath());
              return storefront.getOk(catalog, "/books/" + id)
                  + storefront.getOk(reviews, "/ratings/" + id)
                  + storefront.getOk(reviews, "/quotes/" + id)
                  + storefront.getOk(inventory, "/delivery/" + id);
            })
        .route(
            "/product",
            "/product/{id}",
            e -> storefront.getOk(catalog, "/books/" + idOf(e.getRequestURI().getPath())));
  }

  /** Asks the payment service again and again, at once, whatever it says. */
  private String placeOrder(int order)
      throws IOException, InterruptedException, ShopService.StatusException {
    for (int attempt = 1; attempt <= PAYMENT_ATTEMPTS; attempt++) {
      HttpResponse<String> answer = orders.get(payment, "/charge/" + order);
      if (answer.statusCode() == 200) {
        return answer.body();
      }
      orders
          .telemetry()
          .log(
              attempt < PAYMENT_ATTEMPTS ? Severity.WARN : Severity.ERROR,
              "payment of order "
                  + order
                  + " failed with "
                  + answer.statusCode()
                  + ", attempt "
                  + attempt);
    }
    throw new ShopService.StatusException(503, "payment of order " + order + " failed for good");
  }

  static String work(int millis, String answer) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    return answer;
  }

  static int idOf(String path) {
    return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
  }

  /** The page of the storefront, for the visitors. */
  public java.net.URI page(String path) {
    return storefront.uri(path);
  }

  /** Waits until every service has sent what it recorded. */
  public void flush() {
    for (ShopService service : List.of(storefront, catalog, orders, payment, inventory, reviews)) {
      service.telemetry().flush();
    }
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
