package dev.aside.bench.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /users/42}: what Redis holds under {@code raw:42}. {@code GET /local/42}: the same out
 * of a Caffeine cache. Nothing is checked, counted or limited.
 */
public final class HttpService {
  private static final String REMOTE = "/users/";
  private static final String LOCAL = "/local/";
  private static final int ENTRIES = 10_000;
  private static final Duration TTL = Duration.ofMinutes(10);

  private final RedisAsyncCommands<String, byte[]> redis;
  private final Cache<String, byte[]> local =
      Caffeine.newBuilder().maximumSize(ENTRIES).expireAfterWrite(TTL).build();

  private HttpService(RedisAsyncCommands<String, byte[]> redis) {
    this.redis = redis;
  }

  /** Serves; the argument is the port of Redis. Prints {@code port 1234}. */
  public static void main(String[] arguments) throws InterruptedException {
    Loops loops = new Loops(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    HttpService service =
        new HttpService(
            loops
                .lettuce(Integer.parseInt(arguments[0]))
                .connect(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE))
                .async());
    int port =
        loops.listen(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), service.new Requests());
              }
            });
    System.out.println("port " + port);
  }

  /** The requests of one connection. */
  private final class Requests extends SimpleChannelInboundHandler<HttpObject> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (message instanceof HttpRequest request) {
        String path = request.uri();
        if (path.startsWith(REMOTE)) {
          fetch(context, path.substring(REMOTE.length()), /* keep= */ false);
        } else if (path.startsWith(LOCAL)) {
          String id = path.substring(LOCAL.length());
          byte[] copy = local.getIfPresent(id);
          if (copy == null) {
            fetch(context, id, /* keep= */ true);
          } else {
            answer(context, copy);
          }
        } else {
          answer(context, null);
        }
      }
    }

    private void fetch(ChannelHandlerContext context, String id, boolean keep) {
      redis
          .get("raw:" + id)
          .whenComplete(
              (body, error) -> {
                if (keep && body != null) {
                  local.put(id, body);
                }
                answer(context, body);
              });
    }

    private static void answer(ChannelHandlerContext context, byte @Nullable [] body) {
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              (body == null) ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.OK,
              (body == null) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
          .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
      context.writeAndFlush(response, context.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
