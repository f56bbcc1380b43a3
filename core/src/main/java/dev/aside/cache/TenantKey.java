package dev.aside.cache;

/** A key and whose it is: what the engine sees of the keys of a cache of many tenants. */
record TenantKey<K>(String tenant, K key) {}
