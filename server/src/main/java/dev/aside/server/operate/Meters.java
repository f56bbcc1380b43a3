package dev.aside.server.operate;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheStats;
import dev.aside.gateway.Gateway;
import dev.aside.gateway.GatewayStats;
import dev.aside.server.http.WebConfig;
import dev.aside.server.http.WebServer;
import dev.aside.server.live.Hub;
import dev.aside.server.live.LiveMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Everything that is measured, in the form of Prometheus. Labels are templates, names of caches and
 * outcomes: never a path, a key or a channel. Thread-safe.
 */
public final class Meters implements WebConfig.Observer, AutoCloseable {
  /** Upper bounds of the latency buckets; what takes longer is in the last, unnamed one. */
  private static final Duration[] LATENCIES = {
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

  private Meters() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Meters of the JVM; the rest is added as it comes to be. */
  public static Meters create() {
    return new Meters();
  }

  @Override
  public void served(String route, String method, int status, long nanos) {
    timers
        .computeIfAbsent(new Answered(route, known(method), status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Adds the counters of a cache. */
  public void add(AsideCache<?, ?> cache) {
    Tags tags = Tags.of("cache", cache.name());
    count("aside.cache.hits", tags.and("level", "local"), cache, CacheStats::localHits);
    count("aside.cache.hits", tags.and("level", "remote"), cache, CacheStats::remoteHits);
    count("aside.cache.misses", tags, cache, CacheStats::misses);
    count("aside.cache.collapsed", tags, cache, CacheStats::collapsed);
    count("aside.cache.loads", tags, cache, CacheStats::loads);
    count("aside.cache.load.failures", tags, cache, CacheStats::loadFailures);
    count("aside.cache.load.rejected", tags, cache, CacheStats::rejectedLoads);
    count("aside.cache.fills", tags, cache, CacheStats::fills);
    refused("absent", tags, cache, CacheStats::refusedAbsent);
    refused("lost", tags, cache, CacheStats::refusedLost);
    refused("older", tags, cache, CacheStats::refusedOlder);
    refused("contended", tags, cache, CacheStats::refusedContended);
    refused("tag", tags, cache, CacheStats::untaggedFills);
    count("aside.cache.stale.served", tags, cache, CacheStats::staleServed);
    count("aside.cache.refreshes", tags, cache, CacheStats::refreshes);
    count("aside.cache.load.cancelled", tags, cache, CacheStats::cancelledLoads);
    count("aside.cache.tag.invalidations", tags, cache, CacheStats::tagInvalidations);
    count("aside.cache.outdated.by.tag", tags, cache, CacheStats::outdatedByTag);
    count("aside.cache.misplaced", tags, cache, CacheStats::misplaced);
    count("aside.cache.other.form", tags, cache, CacheStats::otherForm);
    count("aside.cache.too.large", tags, cache, CacheStats::tooLarge);
    count("aside.cache.epochs", tags, cache, CacheStats::epochs);
    count("aside.cache.distrusted", tags, cache, CacheStats::distrusted);
    gauge("aside.cache.loads.hung", tags, cache, c -> c.stats().hungLoads());
    count("aside.cache.puts", tags, cache, CacheStats::puts);
    count("aside.cache.invalidations", tags, cache, CacheStats::invalidations);
    count("aside.cache.backend.failures", tags, cache, CacheStats::backendFailures);
    count("aside.cache.unreadable", tags, cache, CacheStats::unreadable);
    gauge("aside.cache.local.entries", tags, cache, c -> c.stats().localEntries());
    gauge("aside.cache.loads.in.flight", tags, cache, c -> c.stats().loadsInFlight());
    gauge("aside.cache.invalidations.pending", tags, cache, c -> c.stats().pendingInvalidations());
    gauge("aside.cache.hit.ratio", tags, cache, c -> c.stats().hitRatio());
    FunctionCounter.builder("aside.cache.load.seconds", cache, Meters::loadSeconds)
        .tags(tags)
        .register(registry);
  }

  /** Adds what live channels count. */
  public void add(Hub hub, LiveMeters live) {
    gauge("aside.sessions", Tags.of("kind", "websocket"), live, l -> l.webSockets.get());
    gauge("aside.sessions", Tags.of("kind", "events"), live, l -> l.eventStreams.get());
    gauge("aside.channels", Tags.empty(), hub, Hub::channels);
    sum("aside.deliveries", live, l -> l.deliveries.sum());
    sum("aside.sessions.slow", live, l -> l.slowSessions.sum());
    sum("aside.sessions.resumed", live, l -> l.resumed.sum());
    sum("aside.sessions.reset", live, l -> l.reset.sum());
    sum("aside.gaps", live, l -> l.gaps.sum());
    sum("aside.published", live, l -> l.published.sum());
    sum("aside.publish.failures", live, l -> l.publishFailures.sum());
  }

  /** Adds what the gateway counts. */
  public void add(Gateway gateway, LiveMeters live) {
    gauge("aside.sessions", Tags.of("kind", "gateway"), live, l -> l.gatewaySessions.get());
    gauge("aside.gateway.channels", Tags.empty(), gateway, g -> g.channels().size());
    gauge("aside.gateway.peers", Tags.empty(), gateway, g -> g.peers().size());
    gauge("aside.gateway.queued.bytes", Tags.empty(), gateway, Gateway::queuedBytes);
    GatewayStats stats = gateway.stats();
    sum("aside.gateway.connections", stats, GatewayStats::connections);
    sum("aside.gateway.deliveries", stats, GatewayStats::deliveries);
    sum("aside.gateway.published", stats, GatewayStats::published);
    sum("aside.gateway.recovered", stats, GatewayStats::recovered);
    sum("aside.gateway.unrecovered", stats, GatewayStats::unrecovered);
    sum("aside.gateway.gaps", stats, GatewayStats::gaps);
    sum("aside.gateway.refused", stats, GatewayStats::refused);
    sum("aside.gateway.throttled", stats, GatewayStats::throttled);
    sum("aside.gateway.slow", stats, GatewayStats::slow);
    sum("aside.gateway.failures", stats, GatewayStats::failures);
  }

  /** Adds whether Redis answers. */
  public void add(Aside aside) {
    gauge("aside.redis.live", Tags.empty(), aside, a -> a.health().live() ? 1 : 0);
    gauge("aside.redis.coherent", Tags.empty(), aside, a -> a.health().coherent() ? 1 : 0);
    FunctionCounter.builder(
            "aside.local.off.seconds", aside, a -> a.health().distrusted().toNanos() / 1e9)
        .register(registry);
  }

  /** Adds what the web server holds now. */
  public void add(WebServer server) {
    gauge("http.server.connections", Tags.empty(), server, WebServer::connections);
    gauge("http.server.requests.active", Tags.empty(), server, WebServer::inFlight);
  }

  /** All values now, as text; takes some milliseconds. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  /** A method that nobody knows is one kind, or clients could make new time series at will. */
  private static String known(String method) {
    return switch (method) {
      case "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS" -> method;
      default -> "other";
    };
  }

  private Timer timer(Answered answered) {
    return Timer.builder("http.server.requests")
        .tags("uri", answered.route(), "method", answered.method())
        .tag("status", String.valueOf(answered.status()))
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  private static double loadSeconds(AsideCache<?, ?> cache) {
    return cache.stats().loadNanos() / 1e9;
  }

  private void count(
      String name, Tags tags, AsideCache<?, ?> cache, ToLongFunction<CacheStats> value) {
    FunctionCounter.builder(name, cache, c -> value.applyAsLong(c.stats()))
        .tags(tags)
        .register(registry);
  }

  private void refused(
      String why, Tags tags, AsideCache<?, ?> cache, ToLongFunction<CacheStats> value) {
    count("aside.cache.fills.refused", tags.and("why", why), cache, value);
  }

  private <T> void sum(String name, T from, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, from, value).register(registry);
  }

  private <T> void gauge(String name, Tags tags, T from, ToDoubleFunction<T> value) {
    Gauge.builder(name, from, value).tags(tags).strongReference(true).register(registry);
  }

  private record Answered(String route, String method, int status) {}
}
