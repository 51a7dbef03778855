package io.tidemark.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What is between a service and a server: a TCP proxy at a port that stays, which can be cut, made
 * slow, or let connections hang.
 */
public final class Wire implements AutoCloseable {

  /** How it treats what passes. */
  public enum State {
    OPEN,
    /** Connections break, and no new ones are made. */
    CUT,
    /** Each piece waits a while. */
    SLOW,
    /** Nothing passes, and nobody is told; what is held comes late. */
    SILENT
  }

  private static final int PIECE = 16 << 10;

  private final ServerSocket door;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile State state = State.OPEN;

  private Wire(ServerSocket door) {
    this.door = door;
  }

  /** One that leads nowhere yet. */
  public static Wire open() throws IOException {
    Wire wire = new Wire(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("wire").start(wire::accept);
    return wire;
  }

  /** Where clients connect, on this machine. */
  public int port() {
    return door.getLocalPort();
  }

  /** Where new connections lead. */
  public void leadTo(int port) {
    target = port;
  }

  /** Treats what passes so from now on. */
  public void become(State next) {
    state = next;
    if (next == State.CUT) {
      links.forEach(Link::close);
    }
  }

  /**
   * All present connections are half open from now on: the server's side is gone, and the service
   * is never told.
   */
  public void abandon() {
    links.forEach(Link::abandon);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new IllegalStateException("a wire accepts no more connections", e);
        }
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    Link link = new Link(client, server);
    links.add(link);
    try {
      if (state == State.CUT) {
        throw new IOException("the wire is cut");
      }
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> link.carry(server, client, false));
      link.carry(client, server, true);
    } catch (IOException e) {
      link.close(); // as the service would find it without a proxy: refused, or broken
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    links.forEach(Link::close);
  }

  /** One connection, seen from both sides. */
  private final class Link {

    private final Socket client;
    private final Socket server;
    private volatile boolean abandoned;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void carry(Socket from, Socket to, boolean fromClient) {
      byte[] piece = new byte[PIECE];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
          while (state == State.SILENT && !abandoned) {
            TimeUnit.MILLISECONDS.sleep(20);
          }
          if (abandoned) {
            continue; // swallowed
          }
          if (state == State.SLOW) {
            TimeUnit.MILLISECONDS.sleep(30);
          }
          out.write(piece, 0, length);
        }
        end(fromClient);
      } catch (IOException e) {
        end(fromClient);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
      }
    }

    private void end(boolean byClient) {
      if (!abandoned || byClient) {
        close();
      }
    }

    void abandon() {
      abandoned = true;
      quietly(server);
    }

    void close() {
      links.remove(this);
      quietly(client);
      quietly(server);
    }

    private void quietly(Socket socket) {
      try {
        socket.setSoLinger(true, 0); // at once, as a broken line
      } catch (IOException e) {
        // not connected yet or any more: there is nothing to linger
      }
      try {
        socket.close();
      } catch (IOException e) {
        // it is unusable either way
      }
    }
  }
}
