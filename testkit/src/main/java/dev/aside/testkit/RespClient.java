package dev.aside.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any other Redis client: a plain socket that speaks RESP2 and shares no code with Aside, for tests
 * of what is really on the server. Not thread-safe.
 *
 * <pre>{@code
 * try (RespClient redis = RespClient.connect(port)) {
 *   redis.command("SET", "user:42", bytes);
 *   redis.subscribe("chat_channel");
 *   assertEquals("hello", redis.nextMessage().text());
 * }
 * }</pre>
 *
 * <p>Every method throws {@link UncheckedIOException} if the connection fails or nothing comes in
 * time, and {@link RespException} if the server answers with an error.
 */
public final class RespClient implements AutoCloseable {
  /** How long to wait for an answer or a message. */
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Socket socket;
  private final InputStream in;

  private RespClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects to a port on 127.0.0.1. */
  public static RespClient connect(int port) {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port), (int) TIMEOUT.toMillis());
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.setTcpNoDelay(true);
      return new RespClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends one command and waits for its reply.
   *
   * @param parts name and arguments: {@code byte[]} as they are, others as the UTF-8 of their text
   * @return null, a {@code Long}, a {@code String} (status), a {@code byte[]} or a {@code List}
   */
  public @Nullable Object command(Object... parts) {
    send(parts);
    return read();
  }

  /** The reply of a command as text; null if it is nil. */
  public @Nullable String text(Object... parts) {
    return asText(command(parts));
  }

  /** The reply of a command as bytes; null if it is nil. */
  public byte @Nullable [] bytes(Object... parts) {
    return (byte[]) command(parts);
  }

  /** The reply of a command as a list of texts, null where one is nil; empty if there is none. */
  public List<@Nullable String> texts(Object... parts) {
    List<@Nullable String> texts = new ArrayList<>();
    if (command(parts) instanceof List<?> replies) {
      replies.forEach(reply -> texts.add(asText(reply)));
    }
    return texts;
  }

  /** The reply of a command as a number. */
  public long number(Object... parts) {
    return (Long) Objects.requireNonNull(command(parts), "reply");
  }

  /** Sends one command without waiting for its reply; see {@link #command}. */
  public void send(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    line(out, "*" + parts.length);
    for (Object part : parts) {
      byte[] bytes =
          (part instanceof byte[] raw) ? raw : part.toString().getBytes(StandardCharsets.UTF_8);
      line(out, "$" + bytes.length);
      out.writeBytes(bytes);
      line(out, "");
    }
    try {
      out.writeTo(socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next reply; see {@link #command}. */
  public @Nullable Object read() {
    try {
      return parse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Subscribes to channels and waits until the server has confirmed each. */
  public void subscribe(String... channels) {
    Object[] parts = new Object[channels.length + 1];
    parts[0] = "SUBSCRIBE";
    System.arraycopy(channels, 0, parts, 1, channels.length);
    send(parts);
    for (int i = 0; i < channels.length; i++) {
      read();
    }
  }

  /** Waits for the next message on a channel subscribed to. */
  public RespMessage nextMessage() {
    while (true) {
      if (read() instanceof List<?> push
          && push.size() == 3
          && push.get(0) instanceof byte[] kind
          && push.get(1) instanceof byte[] channel
          && push.get(2) instanceof byte[] payload
          && new String(kind, StandardCharsets.US_ASCII).equals("message")) {
        return new RespMessage(new String(channel, StandardCharsets.UTF_8), payload);
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String asText(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return (reply == null) ? null : reply.toString();
  }

  private @Nullable Object parse() throws IOException {
    String line = readLine();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new RespException(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> parseBytes(Integer.parseInt(rest));
      case '*' -> parseList(Integer.parseInt(rest));
      default -> throw new IOException("reply: " + line + " (expected: RESP2)");
    };
  }

  private byte @Nullable [] parseBytes(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    readLine();
    return bytes;
  }

  private @Nullable List<@Nullable Object> parseList(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<@Nullable Object> list = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      list.add(parse());
    }
    return list;
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.write(b);
    }
    in.read(); // the line feed
    return line.toString(StandardCharsets.UTF_8);
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
