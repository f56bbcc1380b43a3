package dev.aside.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A certificate that vouches for itself, made by the JDK's keytool, in the forms needed here. */
final class Certificate {
  static final String PASSWORD = "changeit";

  private static final String ALIAS = "redis";
  private static final String SETTINGS =
      "-genkeypair -alias redis -keyalg EC -groupname secp256r1 -validity 2"
          + " -storetype PKCS12 -storepass "
          + PASSWORD;

  /** The private key, as a PEM file. */
  final Path key;

  /** The certificate, as a PEM file. */
  final Path certificate;

  private final java.security.cert.Certificate content;

  private Certificate(Path folder, java.security.cert.Certificate content) {
    this.content = content;
    key = folder.resolve("key.pem");
    certificate = folder.resolve("certificate.pem");
  }

  /** For {@code host}, such as {@code ip:127.0.0.1} or {@code dns:example.com}. */
  static Certificate of(Path folder, String host) throws Exception {
    Files.createDirectories(folder);
    Path made = folder.resolve("keys.p12");
    keytool(made, "CN=" + folder.getFileName(), host);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(made)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Certificate result =
        new Certificate(folder, Objects.requireNonNull(keys.getCertificate(ALIAS)));
    byte[] key = Objects.requireNonNull(keys.getKey(ALIAS, PASSWORD.toCharArray())).getEncoded();
    writePem(result.key, "PRIVATE KEY", key);
    writePem(result.certificate, "CERTIFICATE", result.content.getEncoded());
    return result;
  }

  /** Writes a trust store that holds {@code trusted} and nothing else. */
  static void writeTrustStore(Path file, Certificate... trusted) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    for (Certificate each : trusted) {
      trust.setCertificateEntry(each.certificate.toString(), each.content);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      trust.store(out, PASSWORD.toCharArray());
    }
  }

  private static void keytool(Path store, String name, String host)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(SETTINGS.split(" ", -1)));
    command.addAll(List.of("-ext", "san=" + host, "-keystore", store.toString()));
    command.addAll(List.of("-dname", name));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException(new String(output, StandardCharsets.UTF_8));
    }
  }

  private static void writePem(Path file, String type, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type));
  }
}
