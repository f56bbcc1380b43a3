package dev.aside.bench.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One WebSocket that only listens, with as little work as can be: it shares the processors with the
 * server. Messages begin with a number and a time, in 20 digits each.
 */
final class Listener extends ByteToMessageDecoder {
  static final int DIGITS = 20;

  private static final ByteBuf END_OF_HEAD =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {'\r', '\n', '\r', '\n'}));

  private static final byte[] REQUEST =
      ("GET /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private static final int TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int LONG = 126;

  private final Audience audience;
  private boolean open;

  Listener(Audience audience) {
    this.audience = audience;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.writeAndFlush(Unpooled.wrappedBuffer(REQUEST), context.voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!open) {
      int end = ByteBufUtil.indexOf(END_OF_HEAD, in);
      if (end < 0) {
        return;
      }
      String status = in.toString(in.readerIndex(), DIGITS, StandardCharsets.US_ASCII);
      if (!status.startsWith("HTTP/1.1 101")) {
        audience.lostOne();
        context.close();
        return;
      }
      in.readerIndex(end + 4);
      open = true;
      audience.opened();
    }
    while (readFrame(context, in)) {
      // as many as are there
    }
  }

  /** False: there is no whole frame. */
  private boolean readFrame(ChannelHandlerContext context, ByteBuf in) {
    int start = in.readerIndex();
    int there = in.readableBytes();
    if (there < 2) {
      return false;
    }
    int length = in.getUnsignedByte(start + 1);
    int head = 2;
    if (length == LONG) {
      if (there < 4) {
        return false;
      }
      length = in.getUnsignedShort(start + 2);
      head = 4;
    }
    if (there < head + length) {
      return false;
    }
    int kind = in.getUnsignedByte(start);
    if (kind == TEXT) {
      audience.delivered(digits(in, start + head), digits(in, start + head + DIGITS));
    } else if (kind == PING) {
      // RFC 6455 section 5.5.3: the same payload comes back; an empty mask leaves it as it is.
      ByteBuf pong = context.alloc().buffer(6 + length);
      pong.writeByte(0x8A).writeByte(0x80 | length).writeInt(0);
      pong.writeBytes(in, start + head, length);
      context.writeAndFlush(pong, context.voidPromise());
    } else {
      audience.lostOne();
    }
    in.skipBytes(head + length);
    return true;
  }

  private static long digits(ByteBuf in, int from) {
    long number = 0;
    for (int i = 0; i < DIGITS; i++) {
      number = 10 * number + in.getByte(from + i) - '0';
    }
    return number;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    audience.lostOne();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
