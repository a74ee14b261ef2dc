package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Trace;
import org.junit.jupiter.api.Test;

class CallsTest {

  @Test
  void aLoopOfStatementsHasOneKeyAndHiddenArguments() {
    Trace trace =
        trace(
            "GET /authors 0-100 server @shop",
            "  SELECT item 10-20 client db.system.name=postgresql db.namespace=shop"
                + " db.query.text='select * from item where author_id=$1'",
            "  SELECT item 20-30 client db.system.name=postgresql db.namespace=shop"
                + " db.query.text='SELECT * FROM item WHERE author_id = ?'");
    Calls calls = Calls.of(trace);
    assertThat(calls.all()).hasSize(2);
    Call first = calls.all().get(0);
    assertThat(first.key())
        .isEqualTo(calls.all().get(1).key())
        .startsWith("db|postgresql/shop|shop|");
    assertThat(first.label()).isEqualTo("select item");
    assertThat(first.text()).isEqualTo("SELECT * FROM item WHERE author_id = ?");
    assertThat(first.collection()).isEqualTo("item");
    assertThat(first.arguments().known()).isFalse();
    assertThat(first.effect()).isEqualTo(Call.Effect.READ);
  }

  @Test
  void httpCallsAreKeyedByTheServiceThatAnswers() {
    Trace trace =
        trace(
            "GET / 0-100 server @web",
            "  GET 10-20 client url.full=http://10.0.0.7:8080/items/17?q=1 http.request.method=GET",
            "    GET /items/{id} 11-19 server @items");
    Call call = Calls.of(trace).all().get(0);
    assertThat(call.key()).isEqualTo("http|items|GET|/items/*?q=*");
    assertThat(call.label()).isEqualTo("GET /items/*?q=*");
    assertThat(call.arguments().known()).isTrue();
  }
}
