package dev.aside.testkit;

import dev.aside.spi.Broker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what comes in on a channel. Thread-safe. */
public final class RecordingReceiver implements Broker.Receiver {
  private final List<byte[]> payloads = new CopyOnWriteArrayList<>();
  private final AtomicInteger gaps = new AtomicInteger();

  private RecordingReceiver() {}

  /** One that has received nothing yet. */
  public static RecordingReceiver create() {
    return new RecordingReceiver();
  }

  @Override
  public void message(byte[] payload) {
    payloads.add(payload);
  }

  @Override
  public void gap() {
    gaps.incrementAndGet();
  }

  /** What has come in until now, in order. */
  public List<byte[]> payloads() {
    return List.copyOf(payloads);
  }

  /** What has come in until now, read as UTF-8. */
  public List<String> texts() {
    return payloads.stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }

  /** How often it was told of a gap. */
  public int gaps() {
    return gaps.get();
  }

  /** Waits until this many messages have come in. */
  public void await(int count) {
    Await.until(count + " messages have come in", () -> payloads.size() >= count);
  }
}
