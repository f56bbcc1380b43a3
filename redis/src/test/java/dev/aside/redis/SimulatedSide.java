package dev.aside.redis;

import dev.aside.spi.RemoteStore;
import dev.aside.testkit.simulation.SimulatedProcess;
import dev.aside.testkit.simulation.SimulatedRedis;
import dev.aside.testkit.simulation.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The server of the simulation, in a calm one. Confined to its test. */
final class SimulatedSide implements Side {
  private static final byte[] NEVER_CHANGED = Open.utf8("barrier");

  private final Simulation simulation;
  private final SimulatedProcess process;
  private final SimulatedRedis server;
  private final List<String> announced = new ArrayList<>();

  SimulatedSide(long seed) {
    simulation = Simulation.seed(seed).processes(1).open();
    process = simulation.process(0);
    server = simulation.server();
    simulation.advance(Duration.ofSeconds(1)); // it connects
    store().coherence().onChange(key -> announced.add(new String(key, StandardCharsets.UTF_8)));
  }

  @Override
  public RemoteStore store() {
    return process.backend().store();
  }

  @Override
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return simulation.await(stage);
  }

  @Override
  public void set(String key, String value) {
    server.set(key, value, Duration.ofMinutes(1));
  }

  @Override
  public void delete(String key) {
    server.evict(key);
  }

  @Override
  public void pass(long millis, List<String> keys) {
    simulation.advance(Duration.ofMillis(millis));
    keys.forEach(server::get);
  }

  @Override
  public List<String> announced() {
    await(store().get(NEVER_CHANGED));
    List<String> sorted = announced.stream().sorted().toList();
    announced.clear();
    return sorted;
  }

  @Override
  public void close() {
    simulation.close();
  }
}
