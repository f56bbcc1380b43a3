package dev.aside.http;

import dev.aside.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form: a number of the form, then numbers and texts with their lengths. Everything is
 * checked when it is read, and what does not fit is an exception, which is a miss. Stateless.
 *
 * <pre>
 *   01 'R' uri selection authorized received age status fields body
 *   01 'V' uri generation names
 * </pre>
 */
final class StoredCodec implements Codec<Stored> {
  static final int FORM = 1;

  private static final int MAX_FIELDS = 1_000;

  @Override
  public byte[] encode(Stored value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      if (value instanceof StoredResponse response) {
        write(out, response);
      } else if (value instanceof Variants variants) {
        out.writeByte('V');
        text(out, variants.uri());
        out.writeLong(variants.generation());
        out.writeInt(variants.names().size());
        for (String name : variants.names()) {
          text(out, name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, StoredResponse response) throws IOException {
    out.writeByte('R');
    text(out, response.uri());
    text(out, response.selection());
    out.writeBoolean(response.authorized());
    out.writeLong(response.responseMillis());
    out.writeLong(response.initialAgeMillis());
    out.writeInt(response.status());
    List<String> fields = new ArrayList<>();
    response.headers().forEach((name, value) -> fields.addAll(List.of(name, value)));
    out.writeInt(fields.size() / 2);
    for (String field : fields) {
      text(out, field);
    }
    out.writeInt(response.body().length);
    out.write(response.body());
  }

  @Override
  public Stored decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      require(in.readByte() == FORM);
      byte kind = in.readByte();
      require(kind == 'R' || kind == 'V');
      Stored stored = (kind == 'R') ? response(in) : variants(in);
      require(in.available() == 0);
      return stored;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cut off
    }
  }

  private static StoredResponse response(DataInputStream in) throws IOException {
    String uri = text(in);
    String selection = text(in);
    boolean authorized = in.readBoolean();
    long received = in.readLong();
    long age = in.readLong();
    int status = in.readInt();
    int count = in.readInt();
    require(age >= 0 && count >= 0 && count <= MAX_FIELDS);
    Headers.Builder headers = Headers.builder();
    for (int i = 0; i < count; i++) {
      headers.add(text(in), text(in));
    }
    ResponseHead head = ResponseHead.of(status, headers.build());
    return new StoredResponse(uri, selection, authorized, received, age, head, bytes(in));
  }

  private static Variants variants(DataInputStream in) throws IOException {
    String uri = text(in);
    long generation = in.readLong();
    int count = in.readInt();
    require(count > 0 && count <= Vary.MAX_NAMES);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(text(in));
    }
    return new Variants(uri, names, generation);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    require(length >= 0 && length <= in.available()); // before memory is set aside
    return in.readNBytes(length);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("stored response: damaged (expected: form " + FORM + ")");
    }
  }

  @Override
  public boolean isImmutable() {
    return true;
  }
}
