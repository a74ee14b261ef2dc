package io.longpole.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.ListDeadLettersResponse;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.ListSuppressionsResponse;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.Status;
import io.longpole.proto.query.v1.Suppression;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.query.report.AnalysisText.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every text field of every message is hostile here, and no output lets it through. */
class HostileTextTest {

  private static final String HOSTILE =
      "\u001b[2J\r\n\u202e\u009b1m<script>alert(1)</script>|@here<!channel>`*_[x](y)";

  static boolean isHarmful(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  @Test
  void noTextReachesTheTerminalRaw() {
    for (String text : texts(Page.PLAIN)) {
      assertThat(text.replace("\n", "").chars().filter(HostileTextTest::isHarmful))
          .as(text)
          .isEmpty();
    }
  }

  @Test
  void withColoursTheOnlyEscapesAreOurs() {
    for (String text : texts(new Page(80, true, OptionalLong.empty()))) {
      String rest = text.replaceAll("\u001b\\[(0|1|2|31|32|33|36)m", "").replace("\n", "");

      assertThat(rest.chars().filter(HostileTextTest::isHarmful)).as(text).isEmpty();
    }
  }

  @Test
  void hostileNamesDoNotBreakTheWidth() {
    for (String text : texts(Page.PLAIN)) {
      Golden.fits(text, 80);
    }
  }

  @Test
  void markdownHoldsNoMarkupButItsOwn() {
    String markdown = AnalysisMarkdown.of(hostile(Analysis.getDefaultInstance()));

    assertThat(markdown)
        .contains("&lt;script&gt;")
        .doesNotContain("<")
        .doesNotContain("@here")
        .doesNotContain("[x](y)")
        .doesNotContain("\u001b");
    // Seven or eight cells, whatever the names hold.
    assertThat(markdown.lines().filter(line -> line.startsWith("|")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.replace("\\|", "").split("\\|")).hasSizeBetween(8, 9));
  }

  @Test
  void htmlHoldsNoElementOrAttributeButItsOwn() {
    String hostile = new String(AnalysisHtml.of(hostile(Analysis.getDefaultInstance())), UTF_8);
    String plain = new String(AnalysisHtml.of(plain(Analysis.getDefaultInstance())), UTF_8);

    assertThat(hostile).contains("&lt;script&gt;alert(1)").doesNotContain("<script");
    assertThat(tags(hostile)).isEqualTo(tags(plain)).isNotEmpty();
    assertThat(hostile.replace("\n", "").chars().filter(HostileTextTest::isHarmful)).isEmpty();
    // nothing is loaded, linked or run, and the policy says so
    assertThat(tags(hostile))
        .noneMatch(tag -> tag.matches("(?s).*(script|href|src=|style=|url\\(| on[a-z]+=).*"));
    assertThat(hostile).contains("content=\"default-src 'none'; style-src 'sha256-");
  }

  private static List<String> tags(String html) {
    return Pattern.compile("<[^>]*>").matcher(html).results().map(MatchResult::group).toList();
  }

  @Test
  void jsonEscapesWhatATerminalWouldObey() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MessageJson.write(hostile(SearchTracesResponse.getDefaultInstance()), out);
    String json = out.toString(StandardCharsets.UTF_8);

    assertThat(json).containsIgnoringCase("\\u001b[2J\\r\\n\\u202e\\u009b1m<script>");
    assertThat(json.replace("\n", "").chars().filter(HostileTextTest::isHarmful)).isEmpty();
  }

  private static List<String> texts(Page page) {
    List<String> texts = new ArrayList<>();
    Analysis analysis = hostile(Analysis.getDefaultInstance());
    texts.add(AnalysisText.of(analysis, page, Origin.SERVER));
    texts.add(AnalysisText.of(analysis, page, Origin.FILES));
    texts.add(TraceText.of(hostile(TraceView.getDefaultInstance()), page, 100));
    texts.add(TraceTable.of(hostile(SearchTracesResponse.getDefaultInstance()), page));
    texts.add(LogText.of(hostile(SearchLogsResponse.getDefaultInstance()), page, true));
    texts.add(ServiceTable.of(hostile(ListServicesResponse.getDefaultInstance()), page));
    texts.add(FlowText.of(hostile(FlowsView.getDefaultInstance()), page));
    texts.add(QueueTable.of(hostile(ListQueuesResponse.getDefaultInstance()), page));
    texts.add(FindingTable.of(hostile(ListFindingsResponse.getDefaultInstance()), page));
    texts.add(SuppressionText.of(hostile(ListSuppressionsResponse.getDefaultInstance()), page));
    texts.add(SuppressionText.suppressed(hostile(Suppression.getDefaultInstance()), page));
    texts.add(SuppressionText.removed(hostile(Suppression.getDefaultInstance()), page));
    texts.add(FindingText.of(hostile(Finding.getDefaultInstance()), page));
    Status status = hostile(Status.getDefaultInstance());
    texts.add(StatusText.of(status, page));
    texts.add(StatusText.of(status.toBuilder().setAccepting(false).build(), page));
    texts.add(DeadLetterText.of(hostile(ListDeadLettersResponse.getDefaultInstance()), page));
    texts.add(DeadLetterText.of(hostile(DeadLetter.getDefaultInstance()), page));
    texts.add(DeadLetterText.of(hostile(DeadLetterOutcome.getDefaultInstance()), "dropped", page));
    return texts;
  }

  private static <T extends Message> T hostile(T empty) {
    return filled(empty, HOSTILE);
  }

  private static <T extends Message> T plain(T empty) {
    return filled(empty, "text");
  }

  /** The message with every text as given, every list of two, every number 7, true everywhere. */
  @SuppressWarnings("unchecked")
  private static <T extends Message> T filled(T empty, String text) {
    Message.Builder builder = empty.newBuilderForType();
    for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
      Object value = value(builder, field, text);
      if (field.isRepeated()) {
        builder.addRepeatedField(field, value).addRepeatedField(field, value);
      } else {
        builder.setField(field, value);
      }
    }
    return (T) builder.build();
  }

  private static Object value(Message.Builder builder, FieldDescriptor field, String text) {
    return switch (field.getJavaType()) {
      case STRING -> text;
      case INT -> 7;
      case LONG -> 7L;
      case DOUBLE -> 7.0;
      case FLOAT -> 7.0f;
      case BOOLEAN -> true;
      case BYTE_STRING -> ByteString.copyFromUtf8(text);
      case ENUM -> throw new IllegalStateException("no enums here");
      case MESSAGE -> filled(builder.newBuilderForField(field).build(), text);
    };
  }
}
