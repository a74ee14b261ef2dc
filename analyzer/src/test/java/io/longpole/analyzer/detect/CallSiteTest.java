package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Call sites that were forgotten and met again are the same. */
class CallSiteTest {

  private static CallSite site(String service, String table) {
    return DrawnFacts.of(
            "GET / 0-100 server @" + service,
            "  q 0-50 client db.system=mysql db.statement='SELECT a FROM %s'".formatted(table))
        .site(0);
  }

  private static CallSite page(String path) {
    return DrawnFacts.of(
            "GET / 0-100 server @shop",
            "  GET 0-50 client http.request.method=GET url.full=http://stock/" + path)
        .site(0);
  }

  @Test
  void theServiceAndTheKeyMakeASite() {
    CallSite site = site("shop", "item");
    assertThat(site).isEqualTo(site("shop", "item")).hasSameHashCodeAs(site("shop", "item"));
    assertThat(site).isNotEqualTo(site("shop", "author"));
    assertThat(site).isNotEqualTo(site("blog", "item"));
  }

  @Test
  void sitesOfOneHashAreNotOneSite() {
    // "Aa" and "BB" have one hash.
    assertThat(page("Aa")).hasSameHashCodeAs(page("BB")).isNotEqualTo(page("BB"));
    assertThat(site("Aa", "item")).hasSameHashCodeAs(site("BB", "item"));
    assertThat(site("Aa", "item")).isNotEqualTo(site("BB", "item"));
  }
}
