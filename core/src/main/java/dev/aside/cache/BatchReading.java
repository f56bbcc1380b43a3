package dev.aside.cache;

import dev.aside.spi.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads many keys at once: few commands, and one load for those that are to be loaded by this
 * process. What waits for others goes on alone. Runs on I/O threads and never blocks. Thread-safe.
 */
final class BatchReading<K, V> {
  /** Keys read from L2 by one command. */
  private static final int READ_BATCH = 1_000;

  private final Setup<K, V> setup;
  private final Copies<K, V> copies;
  private final Loading<K, V> loading;
  private final Sharing<K, V> sharing;
  private final Reading<K, V> reading;
  private final Journal journal;
  private final Steps<K, V> steps;

  BatchReading(
      Setup<K, V> setup,
      Copies<K, V> copies,
      Loading<K, V> loading,
      Sharing<K, V> sharing,
      Reading<K, V> reading,
      Journal journal,
      Steps<K, V> steps) {
    this.setup = setup;
    this.copies = copies;
    this.loading = loading;
    this.sharing = sharing;
    this.reading = reading;
    this.journal = journal;
    this.steps = steps;
  }

  /** Takes flights that can be found already to their ends. */
  void start(List<Flight<K, V>> led) {
    for (int from = 0; from < led.size(); from += READ_BATCH) {
      // Copies, so that a batch does not hold on to the whole list.
      read(List.copyOf(led.subList(from, Math.min(led.size(), from + READ_BATCH))));
    }
  }

  private void read(List<Flight<K, V>> batch) {
    List<Flight<K, V>> readable = new ArrayList<>(batch.size());
    List<byte[]> names = new ArrayList<>(batch.size() + 1);
    for (Flight<K, V> flight : batch) {
      if (journal.holds(flight.name)) {
        reading.start(flight);
      } else {
        readable.add(flight);
        names.add(flight.name);
      }
    }
    if (readable.isEmpty()) {
      return;
    }
    Tags tags = setup.tags;
    TagTable.Ticket root = null;
    if (tags != null && !tags.knowsRoot()) {
      root = tags.table().ticket(TagNames.ROOT);
      names.add(tags.table().nameOf(TagNames.ROOT));
    }
    List<Copies.Ticket<K, V>> tickets = readable.stream().map(copies::ticket).toList();
    TagTable.Ticket rootTicket = root;
    steps.<List<byte @Nullable []>>then(
        readable,
        setup.store.getAll(names),
        (stored, error) -> found(readable, tickets, rootTicket, stored, error));
  }

  private void found(
      List<Flight<K, V>> batch,
      List<Copies.Ticket<K, V>> tickets,
      TagTable.@Nullable Ticket rootTicket,
      @Nullable List<byte @Nullable []> stored,
      @Nullable Throwable error) {
    if (stored == null) {
      setup.backendFailed("entries could not be read", error);
      sharing.loadUnstored(batch);
      return;
    }
    Tags tags = setup.tags;
    long root = TagTable.UNKNOWN;
    if (tags != null && rootTicket != null) {
      root = tags.table().root(rootTicket, stored.get(batch.size()));
    }
    Missing missing = new Missing(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Flight<K, V> flight = batch.get(i);
      Reading.Looked looked = reading.looked(flight, stored.get(i), root);
      reading.judge(flight, tickets.get(i), looked, missing.slot(flight));
      missing.judged();
    }
  }

  /**
   * Those of a batch that are to be leased: once each key is judged, all leases are asked for at
   * once. Keys whose tags must be asked about first go on alone. Thread-safe.
   */
  private final class Missing {
    private final List<Flight<K, V>> flights = new ArrayList<>(); // guarded by this
    private final List<Boolean> refreshes = new ArrayList<>(); // guarded by this
    private final List<Flight<K, V>> unstored = new ArrayList<>(); // guarded by this
    private int unjudged; // guarded by this

    Missing(int size) {
      unjudged = size;
    }

    Reading.Next slot(Flight<K, V> flight) {
      return refresh -> {
        if (!add(flight, refresh)) {
          reading.lease(flight, refresh); // too late for the others
        }
      };
    }

    private synchronized boolean add(Flight<K, V> flight, boolean refresh) {
      if (unjudged == 0) {
        return false;
      }
      flights.add(flight);
      refreshes.add(refresh);
      return true;
    }

    void judged() {
      synchronized (this) {
        unjudged--;
        if (unjudged > 0) {
          return;
        }
      }
      leaseAll();
    }

    private void leaseAll() {
      List<CompletableFuture<@Nullable Flight<K, V>>> requests = new ArrayList<>(flights.size());
      for (int i = 0; i < flights.size(); i++) {
        Flight<K, V> flight = flights.get(i);
        requests.add(
            reading
                .request(flight, refreshes.get(i))
                .handle((lease, error) -> leased(flight, lease, error))
                .toCompletableFuture());
      }
      if (!requests.isEmpty()) {
        CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new))
            .whenComplete((all, error) -> steps.guard(flights, () -> load(requests)));
      }
    }

    /** The flight if it is to be loaded with the others; null if it goes on alone. */
    private @Nullable Flight<K, V> leased(
        Flight<K, V> flight, @Nullable Lease lease, @Nullable Throwable error) {
      boolean[] goesOnAlone = {true};
      steps.guard(
          flight, () -> goesOnAlone[0] = reading.decided(flight, lease, error, this::addUnstored));
      return goesOnAlone[0] ? null : flight;
    }

    /** Being written, held off, or the server has gone: not one call for each of them. */
    private synchronized void addUnstored(Flight<K, V> flight) {
      unstored.add(flight);
    }

    private synchronized List<Flight<K, V>> unstored() {
      return List.copyOf(unstored);
    }

    private void load(List<CompletableFuture<@Nullable Flight<K, V>>> requests) {
      List<Flight<K, V>> group = new ArrayList<>(requests.size());
      for (CompletableFuture<@Nullable Flight<K, V>> request : requests) {
        Flight<K, V> flight = request.getNow(null);
        if (flight != null) {
          group.add(flight);
        }
      }
      if (!group.isEmpty()) {
        loading.start(group);
      }
      sharing.loadUnstored(unstored());
    }
  }
}
