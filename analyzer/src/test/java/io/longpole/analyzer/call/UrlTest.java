package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UrlTest {

  @TestFactory
  Stream<DynamicTest> sharedTemplates() {
    JsonNode cases = SharedCases.read("authored/url_template_cases.json").get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(test ->
            dynamicTest(
                test.get("in").asText() + " " + test.get("why").asText(),
                () ->
                    assertThat(Url.read(test.get("in").asText()).template())
                        .isEqualTo(test.get("out").asText())));
  }
}
