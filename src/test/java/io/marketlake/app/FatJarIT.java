package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** CI tier: what the fat jar and the laid-out Spark runtime hold is all that our classes name. */
class FatJarIT {
  private static final Path JAR = Path.of("target/marketlake.jar");
  private static final Path SPARK = Path.of("target/spark/jars");

  @Test
  void everyClassThatOursNameIsInTheJarOrInSpark() throws IOException {
    Set<String> missing = new TreeSet<>();
    try (JarFile jar = new JarFile(JAR.toFile());
        URLClassLoader runtime =
            new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      JavaClasses classes =
          new ClassFileImporter()
              .withImportOption(location -> location.contains("/io/marketlake/"))
              .importJar(jar);
      assertThat(classes).isNotEmpty();
      for (JavaClass ours : classes) {
        for (Dependency dependency : ours.getDirectDependenciesFromSelf()) {
          String name = dependency.getTargetClass().getBaseComponentType().getName();
          if (!dependency.getTargetClass().getBaseComponentType().isPrimitive()
              && runtime.getResource(name.replace('.', '/') + ".class") == null) {
            missing.add(name + ", named by " + ours.getName());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>(List.of(JAR.toUri().toURL()));
    try (Stream<Path> jars = Files.list(SPARK)) {
      for (Path jar : jars.toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
