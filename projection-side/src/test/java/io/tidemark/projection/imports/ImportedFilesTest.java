package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.events.Envelope;
import io.tidemark.events.booking.BookingEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** How files are read: their form, encoding, columns and lines. */
class ImportedFilesTest extends ShopImport {

  @Test
  void the_line_is_the_file_s_line_even_after_line_breaks_in_quotes() throws Exception {
    run(HEADER + "b1,1/1/2016,1,5,\"two\nlines, and a \"\"quote\"\"\",done\n\nb2,x,1,5,,done\n");
    assertThat(((BookingEvent.Created) sink.events().getFirst()).service())
        .isEqualTo("two\nlines, and a \"quote\"");
    assertThat(rejects().get(1)).contains(",5,day,");
  }

  @Test
  void line_ends_may_be_mixed_and_a_byte_order_mark_is_no_part_of_the_first_column()
      throws Exception {
    run(
        "\uFEFF"
            + HEADER.replace("\n", "\r\n")
            + "b1,1/1/2016,1,5,,open\r\nb2,1/1/2016,1,5,,open\nb3,1/1/2016,1,5,,open");
    assertThat(sink.envelopes().stream().map(Envelope::subject)).containsExactly("b1", "b2", "b3");
  }

  @Test
  void a_gzip_file_is_recognised_by_its_content() throws Exception {
    Path file = folder.resolve("shop");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((HEADER + "b1,1/1/2016,1,5,,open\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(run(List.of(file)).events()).isEqualTo(1);
  }

  @Test
  void a_file_that_is_cut_off_fails_by_its_name() throws Exception {
    Path file = folder.resolve("cut.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((HEADER + "b1,1/1/2016,1,5,,open\n").getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 12));
    assertThatThrownBy(() -> run(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be read to its end: ");
  }

  @Test
  void a_resource_is_read_too_but_needs_a_place_for_its_rejects() throws Exception {
    Path file = folder.resolve("shop.csv");
    Files.writeString(file, HEADER + "b1,1/1/2016,1,5,,open\nb2,x,1,5,,open\n");
    List<Source> sources = List.of(Source.resource(file.toUri().toURL()));
    Mapping mapping = Mapping.parse("shop.yaml", MAPPING);
    assertThatThrownBy(() -> ImportRequest.of(mapping, sources, NOW))
        .isInstanceOf(IllegalArgumentException.class);
    ImportRequest request =
        new ImportRequest(mapping, sources, NOW, "EUR", null, null, folder.resolve("rejects.csv"));
    assertThat(Import.run(request, sink, _ -> {}).events()).isEqualTo(1);
    assertThat(folder.resolve("rejects.csv")).isNotEmptyFile();
  }

  @Test
  void columns_may_stand_in_any_order_and_there_may_be_others() throws Exception {
    run("state,x,service,price,stay,day,number\nopen,?,Wash,5,1,1/1/2016,b1\n");
    assertThat(sink.envelopes().getFirst().subject()).isEqualTo("b1");
  }

  @Test
  void a_missing_column_stops_the_import_and_is_named() {
    assertThatThrownBy(() -> run("number,day,price,service,state\nb1,1/1/2016,5,,open\n"))
        .isInstanceOf(InvalidMapping.class)
        .hasMessageContaining("has no column stay, which the mapping shop.yaml reads");
    assertThatThrownBy(() -> run("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> run("number,number,day,stay,price,service,state\n"))
        .hasMessageContaining("has two columns number");
  }

  @Test
  void a_quote_that_is_never_closed_is_listed_and_ends_the_file() throws Exception {
    ImportReport report =
        run(HEADER + "b1,1/1/2016,1,5,,open\nb2,1/1/2016,1,5,\"open\nb3,1/1/2016,1,5,,open\n");
    assertThat(report.rejected()).isEqualTo(1);
    assertThat(sink.envelopes().stream().map(Envelope::subject)).containsExactly("b1");
    assertThat(rejects().get(1)).contains(",3,");
  }

  @Test
  void bytes_of_another_encoding_reject_the_row_that_uses_them() throws Exception {
    Path file = folder.resolve("shop.csv");
    Files.write(
        file, (HEADER + "b1,1/1/2016,1,5,Wäsche,open\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run(List.of(file)).rejected()).isEqualTo(1);
    assertThat(rejects().get(1)).contains(",2,service,").contains("csv.encoding");

    String latin = MAPPING.replace("csv:\n", "csv:\n  encoding: windows-1252\n");
    assertThat(run(latin, List.of(file), request -> request).rejected()).isZero();
    assertThat(((BookingEvent.Created) sink.events().getFirst()).service()).isEqualTo("Wäsche");
  }

  @Test
  void separators_quotes_and_nulls_are_the_mapping_s() throws Exception {
    String mapping = MAPPING.replace("csv:\n", "csv:\n  separator: \";\"\n  quote: \"'\"\n");
    Path file = folder.resolve("shop.csv");
    Files.writeString(
        file, HEADER.replace(',', ';') + "b1;1/1/2016;1;5;'a;b';open\nb2;1/1/2016;1;5;n/a;open\n");
    run(mapping, List.of(file), request -> request);
    assertThat(sink.events().stream().map(e -> ((BookingEvent.Created) e).service()))
        .containsExactly("a;b", null);
  }

  @Test
  void rows_are_numbered_on_over_several_files() throws Exception {
    String mapping = MAPPING.replace("subject: number", "subject: {text: \"row-{row}\"}");
    Path one = folder.resolve("1.csv");
    Path two = folder.resolve("2.csv");
    Files.writeString(one, HEADER + ",1/1/2016,1,5,,open\n,x,1,5,,open\n");
    Files.writeString(two, HEADER + ",1/1/2016,1,5,,open\n");
    run(mapping, List.of(one, two), request -> request);
    assertThat(sink.envelopes().stream().map(Envelope::subject)).containsExactly("row-1", "row-3");
  }
}
