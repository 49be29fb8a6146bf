package io.marketlake;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bad weather between an S3 client and its server: an HTTP proxy that does what a plan says to each
 * request, and counts what it did. A request goes on byte for byte, with the Host that its
 * signature names, so that the server judges the signature as ever.
 */
public final class FaultProxy implements AutoCloseable {
  /** What may happen to a request. */
  public enum Fault {
    /** 500 InternalError; the server never sees the request. */
    INTERNAL_ERROR,
    /** 503 SlowDown; the server never sees the request. */
    SLOW_DOWN,
    /** 409 ConditionalRequestConflict; the server never sees the request. */
    CONFLICT,
    /** The connection is reset; the server never sees the request. */
    RESET_BEFORE,
    /** The server does as asked; the connection is reset in place of its answer. */
    RESET_AFTER,
    /** Half of the body is sent, a put's to the server or an answer's to the client. */
    TRUNCATED,
    /** The answer comes late. */
    SLOW,
    /** 501 NotImplemented; the server never sees the request. No weather, but what some are. */
    NOT_IMPLEMENTED
  }

  /** What may strike on a good server. */
  public static final Set<Fault> WEATHER =
      Collections.unmodifiableSet(EnumSet.range(Fault.INTERNAL_ERROR, Fault.SLOW));

  /** A request, as far as a plan needs it. */
  public record Request(String method, String target, boolean conditional) {}

  /** Says what happens to the next request; asked by one thread at a time. */
  public interface Plan {
    @Nullable Fault faultOf(Request request);
  }

  private static final long SLOW_MILLIS = 1500;

  private final ServerSocket listener;
  private final URI server;
  private final Map<Fault, AtomicInteger> fired = new EnumMap<>(Fault.class);
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Plan plan = request -> null;

  private FaultProxy(ServerSocket listener, URI server) {
    this.listener = listener;
    this.server = server;
    for (Fault fault : Fault.values()) {
      fired.put(fault, new AtomicInteger());
    }
  }

  /** A proxy before a server, in fair weather. */
  public static FaultProxy before(URI server) throws IOException {
    FaultProxy proxy =
        new FaultProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), server);
    proxy.inBackground(proxy::accept);
    return proxy;
  }

  /** As if the server refused each put with a condition. */
  public static Plan refusingConditions() {
    return request -> request.conditional() ? Fault.NOT_IMPLEMENTED : null;
  }

  /** As if the server took no notice of a put's condition: what is there makes way for it. */
  public static Plan ignoringConditions() {
    return request -> {
      if (request.conditional()) {
        String[] place = URI.create(request.target()).getPath().split("/", 3);
        TestS3.client().deleteObject(place[1], place[2]);
      }
      return null;
    };
  }

  /** Any fault of the {@link #WEATHER} that fits, for a share of the requests, by a seed. */
  public static Plan random(long seed, double share) {
    Random random = new Random(seed);
    Fault[] faults = WEATHER.toArray(Fault[]::new);
    return request -> {
      if (random.nextDouble() >= share) {
        return null;
      }
      Fault fault = faults[random.nextInt(faults.length)];
      boolean fits =
          switch (fault) {
            // Only a conditional put is ever answered so.
            case CONFLICT -> request.conditional();
            case TRUNCATED -> request.method().equals("PUT") || request.method().equals("GET");
            default -> true;
          };
      return fits ? fault : Fault.INTERNAL_ERROR;
    };
  }

  /** These faults, each for the next request that has the method; none after them. */
  public static Plan next(String method, Fault... faults) {
    Deque<Fault> left = new ArrayDeque<>(List.of(faults));
    return request -> request.method().equals(method) ? left.poll() : null;
  }

  /** Follows a plan from now on, and counts anew. */
  public synchronized void follow(Plan next) {
    plan = next;
    fired.values().forEach(count -> count.set(0));
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How often each fault struck since the last {@link #follow}. */
  public Map<Fault, Integer> fired() {
    return fired.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().get()));
  }

  /** How often any of these struck since the last {@link #follow}. */
  public int fired(Fault... faults) {
    Map<Fault, Integer> counts = fired();
    return Arrays.stream(faults).mapToInt(fault -> counts.getOrDefault(fault, 0)).sum();
  }

  /** How many requests came in all, whatever became of them. */
  public int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // A connection that one of the two sides, or a fault, has ended.
              }
            },
            "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      inBackground(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client;
        Socket upstream = new Socket(server.getHost(), server.getPort())) {
      open.add(client);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      InputStream fromClient = new BufferedInputStream(client.getInputStream());
      InputStream fromServer = new BufferedInputStream(upstream.getInputStream());
      while (exchange(client, fromClient, upstream, fromServer)) {
        // Each is counted where its fault is decided.
      }
    } finally {
      open.remove(client);
    }
  }

  /** One request and its answer; false when the connection is to be closed. */
  private boolean exchange(
      Socket client, InputStream fromClient, Socket upstream, InputStream fromServer)
      throws IOException {
    HttpHead asked = HttpHead.read(fromClient);
    if (asked == null) {
      return false;
    }
    OutputStream toClient = client.getOutputStream();
    if (asked.has("expect")) {
      write(toClient, "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    byte[] body = asked.body(fromClient);
    String[] line = asked.line().split(" ", 3);
    Fault fault = strike(new Request(line[0], line[1], asked.has("if-none-match")));
    if (fault == Fault.RESET_BEFORE) {
      client.setSoLinger(true, 0);
      return false;
    }
    byte[] refusal = fault == null ? null : refusal(fault, line[0]);
    if (refusal != null) {
      write(toClient, refusal);
      return true;
    }
    OutputStream toServer = upstream.getOutputStream();
    write(toServer, asked.without("expect"));
    if (fault == Fault.TRUNCATED && line[0].equals("PUT")) {
      write(toServer, half(body));
      client.setSoLinger(true, 0);
      return false;
    }
    write(toServer, body);
    HttpHead answered = HttpHead.read(fromServer);
    if (answered == null) {
      throw new EOFException("The server answered nothing");
    }
    byte[] answer = answered.isBodiless(line[0]) ? new byte[0] : answered.body(fromServer);
    if (fault == Fault.RESET_AFTER) {
      client.setSoLinger(true, 0);
      return false;
    }
    if (fault == Fault.SLOW) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));
    }
    write(toClient, answered.without(""));
    write(toClient, fault == Fault.TRUNCATED ? half(answer) : answer);
    return fault != Fault.TRUNCATED && !answered.says("connection", "close");
  }

  private synchronized @Nullable Fault strike(Request request) {
    requests.incrementAndGet();
    Fault fault = plan.faultOf(request);
    if (fault != null) {
      fired.get(fault).incrementAndGet();
    }
    return fault;
  }

  private static byte @Nullable [] refusal(Fault fault, String method) {
    return switch (fault) {
      case INTERNAL_ERROR -> refusal("500 Internal Server Error", "InternalError", method);
      case SLOW_DOWN -> refusal("503 Slow Down", "SlowDown", method);
      case NOT_IMPLEMENTED -> refusal("501 Not Implemented", "NotImplemented", method);
      case CONFLICT -> refusal("409 Conflict", "ConditionalRequestConflict", method);
      default -> null;
    };
  }

  private static byte[] refusal(String status, String code, String method) {
    String body =
        method.equals("HEAD")
            ? ""
            : "<?xml version=\"1.0\"?><Error><Code>"
                + code
                + "</Code><Message>fault</Message></Error>";
    String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nContent-Length: ";
    return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] half(byte[] body) {
    return Arrays.copyOf(body, body.length / 2);
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
