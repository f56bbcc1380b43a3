package dev.aside.docs;

// region account
record Account(String id, long balance, long version) {}
// endregion
