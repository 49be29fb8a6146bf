package io.marketlake.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.FaultProxy;
import io.marketlake.TestS3;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class S3FilesTest {
  @Test
  void aFileThatIsReplacedWhileItIsReadIsReadWhole() throws IOException {
    String bucket = TestS3.newBucket();
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      S3Settings s3 =
          new S3Settings(Optional.of(proxy.endpoint().toString()), Optional.of("us-east-1"), true);
      LakeLocation place = LakeLocation.of("s3a://" + bucket + "/lake", s3);
      StoredFiles files = StoredFiles.at(place, place.configuration());
      files.write("sign", "0");
      AtomicInteger beats = new AtomicInteger();
      proxy.follow(
          request -> {
            boolean isRead = request.method().equals("GET") && request.target().endsWith("/sign");
            if (isRead && beats.get() < 3) {
              TestS3.client().putObject(bucket, "lake/sign", "" + beats.incrementAndGet());
            }
            return null;
          });

      assertThat(files.read("sign")).hasValue("3");
      assertThat(beats).hasValue(3);
    }
  }
}
