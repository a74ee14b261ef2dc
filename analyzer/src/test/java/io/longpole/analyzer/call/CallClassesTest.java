package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One attribute, or the name alone, tells the class of a call. */
class CallClassesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db.system.name | mysql | DB",
        "db.system | mysql | DB",
        "db.system | memcached | CACHE",
        "db.system.name | opensearch | SEARCH",
        "db.query.text | SELECT 1 FROM t | DB",
        "db.operation.name | SELECT | DB",
        "messaging.system | kafka | MESSAGING",
        "messaging.operation.type | receive | MESSAGING",
        "messaging.operation | receive | MESSAGING",
        "messaging.destination.name | orders | MESSAGING",
        "faas.invoked_name | resize | FAAS",
        "rpc.system | grpc | RPC",
        "rpc.method | shop.Cart/Get | RPC",
        "rpc.grpc.status_code | 0 | RPC",
        "http.request.method | GET | HTTP",
        "http.response.status_code | 200 | HTTP",
        "url.full | http://h/items | HTTP",
        "url.template | /items/{id} | HTTP",
        "url.path | /items | HTTP",
        "http.target | /items | HTTP",
        "peer.service | stock | OTHER",
      })
  void ofAClientByOneAttribute(String attribute, String value, CallClass expected) {
    assertThat(OneCall.client("ask", attribute, value).callClass()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /items, HTTP",
    "HTTP POST, HTTP",
    "HTTP request, OTHER",
    "Sent.shop.Cart.Get, RPC",
    "Attempt.shop.Cart.Get, RPC",
    "SELECT shop.item, DB",
    "DELETE shop.item, DB",
    "DELETE /items, HTTP",
    "DELETE api/items, HTTP",
    "DELETE, HTTP",
    "Select shop.item, OTHER",
    "resize image, OTHER",
  })
  void ofAClientByItsName(String name, CallClass expected) {
    assertThat(OneCall.client(name).callClass()).isEqualTo(expected);
  }

  @Test
  void aProducerSendsAMessageWhateverItSays() {
    assertThat(OneCall.call(SpanKind.PRODUCER, "put").callClass()).isEqualTo(CallClass.MESSAGING);
    assertThat(OneCall.call(SpanKind.PRODUCER, "put", "url.full", "http://h/q").callClass())
        .isEqualTo(CallClass.MESSAGING);
    assertThat(OneCall.call(SpanKind.PRODUCER, "put", "rpc.system", "aws-api").callClass())
        .isEqualTo(CallClass.MESSAGING);
  }

  @Test
  void whatIsAskedForCountsMoreThanTheWayThere() {
    Object[] aws = {"rpc.system", "aws-api", "http.request.method", "POST"};
    assertThat(OneCall.client("x", with(aws, "db.system", "dynamodb")).callClass())
        .isEqualTo(CallClass.DB);
    assertThat(OneCall.client("x", with(aws, "messaging.system", "aws_sqs")).callClass())
        .isEqualTo(CallClass.MESSAGING);
    assertThat(OneCall.client("x", with(aws, "faas.invoked_name", "resize")).callClass())
        .isEqualTo(CallClass.FAAS);
    assertThat(OneCall.client("x", aws).callClass()).isEqualTo(CallClass.RPC);
  }

  private static Object[] with(Object[] attributes, String key, String value) {
    Object[] all = Arrays.copyOf(attributes, attributes.length + 2);
    all[attributes.length] = key;
    all[attributes.length + 1] = value;
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.system.name", "db.query.text", "db.operation.name"})
  void anInternalSpanIsACallIfItCarriesDatabaseAttributes(String attribute) {
    assertThat(OneCall.call(SpanKind.INTERNAL, "x", attribute, "h2").callClass())
        .isEqualTo(CallClass.DB);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"messaging.system", "rpc.system", "faas.invoked_name", "url.full", "peer.service"})
  void noOtherInternalSpanIsACall(String attribute) {
    assertThat(OneCall.calls(SpanKind.INTERNAL, "GET /x", StatusCode.UNSET, attribute, "x").at(0))
        .isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER", "CONSUMER"})
  void whoIsAskedMakesNoCall(SpanKind kind) {
    assertThat(OneCall.calls(kind, "SELECT t", StatusCode.UNSET, "db.system", "mysql").at(0))
        .isNull();
  }
}
