package dev.aside.http;

/** What is kept under one key. */
sealed interface Stored permits StoredResponse, Variants {
  /** What it was stored under: another URI's entry is no answer, however it came there. */
  String uri();
}
