package dev.aside.http;

import dev.aside.cache.AsideCache;
import dev.aside.cache.LoadContext;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The load of one response: asks the origin, passes its answer on to the client that the load runs
 * for, and keeps a copy if that may be. Confined to the thread of its load, which may block.
 */
final class OriginLoad {
  private final AsideCache<String, Stored> cache;
  private final CachePolicy policy;
  private final TimeSource time;
  private final CacheExchange exchange;
  private final CacheStatus.Reason reason;
  private final @Nullable Variants variants;
  private final Lead lead;
  private final Outages outages;
  private long requestMillis;
  private long responseMillis;

  OriginLoad(
      AsideCache<String, Stored> cache,
      CachePolicy policy,
      TimeSource time,
      CacheExchange exchange,
      CacheStatus.Reason reason,
      @Nullable Variants variants,
      Lead lead,
      Outages outages) {
    this.cache = cache;
    this.policy = policy;
    this.time = time;
    this.exchange = exchange;
    this.reason = reason;
    this.variants = variants;
    this.lead = lead;
    this.outages = outages;
  }

  /**
   * What is stored from now on; null: nothing that others could use.
   *
   * @throws OriginException if there is no answer and nothing to serve instead
   */
  @Nullable Stored load(LoadContext<Stored> context) throws Exception {
    StoredResponse previous = usable(context.staleValue());
    if (previous != null && isFreshByNow(previous)) {
      context.doNotStore(); // somebody was faster, and it is stored already
      return previous;
    }
    boolean asks = previous != null && Preconditions.canBeRevalidated(previous.headers());
    Headers request = exchange.request().headers();
    requestMillis = time.wallMillis();
    ResponseHead head;
    try {
      head =
          await(
              exchange.forward(
                  (previous != null && asks)
                      ? Preconditions.revalidating(request, previous.headers())
                      : request));
    } catch (OriginException e) {
      return survived(previous, /* answered= */ false, e.status(), context, e);
    }
    responseMillis = time.wallMillis();
    if (previous != null && asks && head.status() == 304) {
      exchange.discard();
      return validated(previous, head, context);
    }
    if (previous != null && Reuse.isError(head.status()) && survives(previous, true)) {
      exchange.discard();
      return survived(previous, /* answered= */ true, head.status(), context, null);
    }
    return passedOn(previous, head, context);
  }

  /** Of this URI and for this request, as far as is known; else it is replaced unseen. */
  private @Nullable StoredResponse usable(@Nullable Stored stale) {
    return (stale instanceof StoredResponse response
            && response.uri().equals(exchange.request().uri())
            && response
                .selection()
                .equals(Vary.selection(response.varies(), exchange.request().headers())))
        ? response
        : null;
  }

  private boolean isFreshByNow(StoredResponse previous) {
    return Reuse.of(exchange.request(), previous, time.wallMillis(), policy) == Reuse.Verdict.SERVE;
  }

  private boolean survives(StoredResponse previous, boolean answered) {
    return Reuse.maySurviveError(previous, answered, time.wallMillis(), policy);
  }

  /** The stale response in place of an error, if that may be (RFC 9111 section 4.2.4). */
  private Stored survived(
      @Nullable StoredResponse previous,
      boolean answered,
      int status,
      LoadContext<Stored> context,
      @Nullable OriginException error)
      throws OriginException {
    if (previous == null || !survives(previous, answered)) {
      throw unanswered(previous, error);
    }
    context.doNotStore();
    lead.status(CacheStatus.forwarded(CacheStatus.Reason.STALE).status(status));
    outages.note(previous, answered);
    return previous;
  }

  /** RFC 9111 section 5.2.2.2: what must be validated and cannot be is a 504. */
  private static OriginException unanswered(
      @Nullable StoredResponse previous, @Nullable OriginException error) {
    if (previous != null || error == null) {
      return OriginException.of(504, "The origin did not confirm what is cached.", error);
    }
    return error;
  }

  /** RFC 9111 section 4.3.4: fresh again, with what the 304 says of it. */
  private Stored validated(
      StoredResponse previous, ResponseHead notModified, LoadContext<Stored> context) {
    CacheControl control = Directives.of(notModified.headers(), policy.targetedFields()).control();
    Headers headers = FieldRules.updated(previous.headers(), dated(notModified.headers()), control);
    StoredResponse confirmed =
        new StoredResponse(
            previous.uri(),
            previous.selection(),
            previous.authorized(),
            responseMillis,
            Lifetimes.initialAgeMillis(
                Headers.builder()
                    .addAll(headers)
                    .addAll(only(notModified.headers(), "Age"))
                    .build(),
                requestMillis,
                responseMillis),
            previous.head().withHeaders(headers),
            previous.body());
    lead.status(CacheStatus.forwarded(CacheStatus.Reason.STALE).status(304).stored());
    ResponseHead head = confirmed.head();
    if (Storability.of(exchange.request(), head, responseMillis, policy)
        != Storability.Verdict.STORE) {
      context.doNotStore();
    }
    describe(confirmed, context);
    return confirmed;
  }

  private static Headers only(Headers headers, String name) {
    Headers.Builder found = Headers.builder();
    headers.all(name).forEach(value -> found.add(name, value));
    return found.build();
  }

  private @Nullable Stored passedOn(
      @Nullable StoredResponse previous, ResponseHead head, LoadContext<Stored> context)
      throws Exception {
    RequestHead request = exchange.request();
    Storability.Verdict verdict = Storability.of(request, head, responseMillis, policy);
    boolean stores =
        verdict == Storability.Verdict.STORE
            && (previous == null || mayReplace(previous, head))
            && (variants == null || variants.names().equals(Vary.names(head.headers())));
    CacheStatus status =
        CacheStatus.forwarded((previous == null) ? reason : CacheStatus.Reason.STALE);
    lead.answered();
    byte[] body =
        await(
            exchange.relay(
                Answers.relayed(head, stores ? status.stored() : status),
                stores ? policy.maxBodyBytes() : 0),
            stores);
    if (!stores || body == null) {
      return notForOthers(previous, verdict, head, context);
    }
    return kept(head, body, context);
  }

  /** An error does not replace what was good, nor somebody's answer one that is for all. */
  private boolean mayReplace(StoredResponse previous, ResponseHead head) {
    boolean spoils = head.status() >= 500 && previous.status() < 400;
    boolean authorized = exchange.request().headers().contains("Authorization");
    return !spoils && (!authorized || previous.authorized());
  }

  /**
   * Those who wait go on alone, and so do those who come soon: that is not to be found out again.
   */
  private @Nullable Stored notForOthers(
      @Nullable StoredResponse previous,
      Storability.Verdict verdict,
      ResponseHead head,
      LoadContext<Stored> context) {
    if (variants != null && !variants.names().equals(Vary.names(head.headers()))) {
      cache.async().invalidate(CacheKeys.of(variants.uri())); // it varies by other fields now
    }
    boolean lasts =
        verdict != Storability.Verdict.AUTHORIZATION && verdict != Storability.Verdict.STATUS;
    if (previous != null || !lasts || head.status() >= 500) {
      context.doNotStore();
      return null;
    }
    return context.absent(HttpCache.PASS_TTL);
  }

  private Stored kept(ResponseHead head, byte[] body, LoadContext<Stored> context) {
    RequestHead request = exchange.request();
    Headers received = head.headers();
    CacheControl control = Directives.of(received, policy.targetedFields()).control();
    List<String> names = Vary.names(received);
    List<String> varies = (names == null) ? List.of() : names;
    StoredResponse response =
        new StoredResponse(
            request.uri(),
            Vary.selection(varies, request.headers()),
            request.headers().contains("Authorization"),
            responseMillis,
            Lifetimes.initialAgeMillis(received, requestMillis, responseMillis),
            head.withHeaders(dated(FieldRules.kept(received, control))),
            body);
    if (varies.isEmpty() || variants != null) {
      describe(response, context);
      return response;
    }
    Variants several = new Variants(request.uri(), varies, ThreadLocalRandom.current().nextLong());
    cache.get(
        CacheKeys.of(several, response.selection()),
        (key, inner) -> {
          describe(response, inner);
          return response;
        });
    // Purged between the request and the lease of the inner load, it cannot be found any more.
    context.tags(ResponseTags.of(received, request).toArray(String[]::new));
    return several;
  }

  /** How long it is kept, and by what it can be purged. */
  private void describe(StoredResponse response, LoadContext<Stored> context) {
    Lifetimes lifetimes = Lifetimes.of(response.head(), response.responseMillis(), policy);
    long left = lifetimes.keepMillis(policy) - response.initialAgeMillis();
    if (left <= 0) {
      context.doNotStore();
      return;
    }
    context.ttl(Duration.ofMillis(Math.min(left, HttpCache.MAX_KEEP.toMillis())));
    Set<String> tags = ResponseTags.of(response.headers(), exchange.request());
    context.tags(tags.toArray(String[]::new));
  }

  /** RFC 9110 section 6.6.1: a response without a date gets that of its arrival. */
  private Headers dated(Headers headers) {
    return headers.contains("Date")
        ? headers
        : headers.with("Date", HttpDates.format(responseMillis));
  }

  /** Waits only for what is kept; the rest goes its way without a thread. */
  private static byte @Nullable [] await(CompletionStage<byte @Nullable []> content, boolean kept)
      throws Exception {
    return kept ? await(content) : null;
  }

  /** The load's own timeout interrupts this. */
  private static <T extends @Nullable Object> T await(CompletionStage<T> stage)
      throws InterruptedException, OriginException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OriginException origin) {
        throw origin;
      }
      throw OriginException.of(502, "The origin could not be asked.", e.getCause());
    }
  }
}
