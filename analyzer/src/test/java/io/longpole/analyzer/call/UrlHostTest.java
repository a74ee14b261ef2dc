package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlHostTest {

  @ParameterizedTest
  @CsvSource({
    "https://shop.example/x, shop.example, https://shop.example/x",
    "https://Ann:pw@Shop.example:8443/x, shop.example, https://shop.example/x",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/info, %2fvar%2frun%2fdocker.sock,"
        + " http+unix://%2fvar%2frun%2fdocker.sock/info",
    "://Shop:81/x, shop, ://shop/x",
    "http:///x, '', http:///x",
  })
  void theHostStandsBehindTheScheme(String url, String host, String template) {
    assertThat(Url.read(url).host()).isEqualTo(host);
    assertThat(Url.read(url).template()).isEqualTo(template);
  }

  @ParameterizedTest
  @CsvSource({
    "shop:8080/x/7, shop, shop/x/*",
    "Order-db.shop.example:8080/x/7, order-db.shop.example, order-db.shop.example/x/*",
    "order_service:8080/x, order_service, order_service/x",
    "shop:8080, shop, shop/",
    "shop:8080?debug=1, shop, shop/?debug=*",
    ":8080/x, '', /x",
  })
  void aHostWithAPortNeedsNoScheme(String url, String host, String template) {
    assertThat(Url.read(url).host()).isEqualTo(host);
    assertThat(Url.read(url).template()).isEqualTo(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x",
        "/42/x",
        "items/42/parts",
        "items",
        "file:/etc/app.conf",
        "mailto:ann",
        "tel:0800-1042",
        "*",
        "",
      })
  void otherTextsHaveNoHost(String url) {
    assertThat(Url.read(url).host()).isEmpty();
    assertThat(Url.read(url).origin()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example/x?a=1#top?b=2, https://shop.example/x?a=*",
    "https://shop.example/x#/app/7?b=2, https://shop.example/x",
    "/x#?b=2, /x",
    "https://shop.example#top, https://shop.example/",
  })
  void theFragmentIsNoPart(String url, String template) {
    assertThat(Url.read(url).template()).isEqualTo(template);
    assertThat(Url.read(url).hash()).isEqualTo(Url.read(url.substring(0, url.indexOf('#'))).hash());
  }
}
