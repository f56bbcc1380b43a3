package dev.aside.bench.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One connection, one request at a time. Knows status and Content-Length and nothing else. */
final class HttpConnection extends ByteToMessageDecoder {
  private static final ByteBuf END_OF_HEAD =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {'\r', '\n', '\r', '\n'}));

  private static final String LENGTH = "\r\ncontent-length:";
  private static final String OK = "HTTP/1.1 200";

  private final HttpRound round;
  private long before;
  private int lastHeadLength = -1;
  private int lastBodyLength;

  HttpConnection(HttpRound round) {
    this.round = round;
  }

  static void start(Channel channel) {
    HttpConnection connection = channel.pipeline().get(HttpConnection.class);
    if (connection != null) {
      connection.send(channel.pipeline().context(connection));
    }
  }

  private void send(ChannelHandlerContext context) {
    before = System.nanoTime();
    context.writeAndFlush(round.request(), context.voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    int end = ByteBufUtil.indexOf(END_OF_HEAD, in);
    if (end < 0) {
      return;
    }
    int headLength = end - start + 4;
    if (headLength != lastHeadLength) { // the same request has the same answer: parse it once
      String head = in.toString(start, headLength, StandardCharsets.US_ASCII);
      lastBodyLength = bodyLength(head);
      lastHeadLength = headLength;
      if (!head.startsWith(OK) || lastBodyLength < 0) {
        round.failed();
        round.ended();
        context.close();
        return;
      }
    }
    if (in.readableBytes() < headLength + lastBodyLength) {
      return;
    }
    in.skipBytes(headLength + lastBodyLength);
    long now = System.nanoTime();
    if (round.isOver(now)) {
      round.ended();
    } else {
      round.answered(before, now);
      send(context);
    }
  }

  private static int bodyLength(String head) {
    int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (at < 0) {
      return -1;
    }
    int from = at + LENGTH.length();
    return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).trim());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    round.failed();
    round.ended();
    context.close();
  }
}
