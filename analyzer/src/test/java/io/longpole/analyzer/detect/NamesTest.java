package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Calls;
import org.junit.jupiter.api.Test;

/** How many names are remembered, and when they are forgotten. */
class NamesTest {

  private static final int KNOWN = 32_767;

  private final Names names = new Names(name -> name);

  @Test
  void operationsAreKnownUntilThereAreTooMany() {
    Operation first = names.operation("web", "GET /0");
    for (int i = 1; i < KNOWN; i++) {
      names.operation("web", "GET /" + i);
    }
    assertThat(names.operation("web", "GET /0")).isSameAs(first);
    names.operation("web", "GET /" + KNOWN);
    assertThat(names.operation("web", "GET /0")).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void keysAreKnownUntilThereAreTooMany() {
    NameKey first = names.key("web", "stock", "0");
    for (int i = 1; i < KNOWN; i++) {
      names.key("web", "stock", "" + i);
    }
    assertThat(names.key("web", "stock", "0")).isSameAs(first);
    names.key("web", "stock", "" + KNOWN);
    assertThat(names.key("web", "stock", "0")).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void callSitesAreForgottenBetweenTwoTraces() {
    Calls calls =
        Calls.of(TraceFixture.trace("GET 0-9 client http.method=GET http.url=http://stock/a"));
    Call call = calls.get(0);
    CallSite first = names.site("web0", call);
    for (int i = 1; i < KNOWN; i++) {
      names.site("web" + i, call);
    }
    names.nextTrace();
    assertThat(names.site("web0", call)).isSameAs(first);
    names.site("web" + KNOWN, call);
    assertThat(names.site("web0", call)).isSameAs(first);
    names.nextTrace();
    assertThat(names.site("web0", call)).isNotSameAs(first).isEqualTo(first);
  }
}
