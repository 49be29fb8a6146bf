package io.marketlake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** S3A and the AWS SDK of the fat jar, on the test bed's server. Tier: CI. */
class TestS3Test {
  @Test
  void hadoopWritesAndReadsAFileOnTheServer() throws Exception {
    Configuration configuration = TestS3.configuration();
    Path file = new Path(TestS3.newLocation("file"), "a.txt");

    try (FileSystem files = FileSystem.newInstance(file.toUri(), configuration)) {
      try (var out = files.create(file, false)) {
        out.write("hello".getBytes(StandardCharsets.UTF_8));
      }
      try (var in = files.open(file)) {
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
      }
    }
    assertThat(
            TestS3.client().getObjectAsString(TestS3.bucket(), file.toUri().getPath().substring(1)))
        .isEqualTo("hello");
  }
}
