package dev.aside.docs;

// region user
record User(String id, String name, String city) {}
// endregion
