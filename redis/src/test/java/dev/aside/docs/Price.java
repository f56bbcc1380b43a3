package dev.aside.docs;

// region price
record Price(String id, long version) {}
// endregion
