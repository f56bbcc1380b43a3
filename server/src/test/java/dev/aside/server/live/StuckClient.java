package dev.aside.server.live;

import dev.aside.server.TestServer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that opens a stream and then reads nothing until it is asked to. */
final class StuckClient implements AutoCloseable {
  private static final int SMALL_WINDOW = 4 << 10;
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int CLOSE = 0x8;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  private StuckClient(TestServer server, String path, String headers) throws IOException {
    socket.setReceiveBufferSize(SMALL_WINDOW);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()), TIMEOUT_MILLIS);
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    in = new DataInputStream(socket.getInputStream());
    readHead();
  }

  static StuckClient webSocket(TestServer server, String path) throws IOException {
    return new StuckClient(
        server,
        path,
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
  }

  static StuckClient events(TestServer server, String path) throws IOException {
    return new StuckClient(server, path, "");
  }

  /** Sends the head of a binary frame, masked, and none of its {@code length} bytes. */
  void sendFrameHead(int length) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(14);
    head.put((byte) 0x82).put((byte) (0x80 | 127)).putLong(length).putInt(0);
    socket.getOutputStream().write(head.array());
  }

  /** Reads on; the code of the close frame. */
  int readToCloseFrame() throws IOException {
    while (true) {
      int kind = in.readUnsignedByte() & 0xF;
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      if (kind == CLOSE) {
        return in.readUnsignedShort();
      }
      in.skipNBytes(length);
    }
  }

  /** Reads on; how many bytes came before the end. */
  long readToEnd() throws IOException {
    long count = 0;
    try {
      byte[] some = new byte[1 << 16];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        count += n;
      }
    } catch (SocketException | EOFException cutOff) {
      // an end too
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void readHead() throws IOException {
    int inRow = 0;
    while (inRow < 4) {
      int c = in.readUnsignedByte();
      inRow = (c == '\r' || c == '\n') ? inRow + 1 : 0;
    }
  }
}
