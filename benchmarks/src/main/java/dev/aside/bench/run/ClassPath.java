package dev.aside.bench.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jars of one process, and the versions that their names tell. Immutable. */
public final class ClassPath {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.+-]*?)\\.jar");

  private final List<Path> files;

  private ClassPath(List<Path> files) {
    this.files = files;
  }

  /** That of this process. */
  public static ClassPath own() {
    return new ClassPath(
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList());
  }

  /** A jar and the folder of those that it needs. */
  public static ClassPath of(Path jar, Path lib) {
    List<Path> files = new ArrayList<>(List.of(jar));
    try (Stream<Path> jars = Files.list(lib)) {
      jars.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ClassPath(files);
  }

  /** This one and this program's own classes, to run it as a subject. */
  public ClassPath withOwnClasses() {
    List<Path> more = new ArrayList<>(files);
    more.add(ownClasses());
    return new ClassPath(more);
  }

  private static Path ownClasses() {
    try {
      return Path.of(ClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@code java -cp} takes it. */
  public String argument() {
    return String.join(File.pathSeparator, files.stream().map(Path::toString).toList());
  }

  /** The version of each named artifact that is here; {@code ?} if its name does not tell. */
  public TreeMap<String, String> versions(List<String> artifacts) {
    TreeMap<String, String> versions = new TreeMap<>();
    for (Path file : files) {
      Matcher jar = JAR.matcher(file.getFileName().toString());
      if (jar.matches() && artifacts.contains(jar.group(1))) {
        versions.put(jar.group(1), jar.group(2));
      }
    }
    return versions;
  }
}
