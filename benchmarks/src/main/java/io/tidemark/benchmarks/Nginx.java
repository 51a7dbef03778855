package io.tidemark.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Debian's nginx, serving one file on the loopback interface. */
record Nginx(Child process, String url) implements AutoCloseable {

  /** How nginx is set up. */
  enum Setup {
    /** What matters here of the configuration that Debian installs: it writes an access log. */
    DEBIAN("access_log %s/nginx-access.log; gzip on;"),
    /** As fast as it gets: no log, the file is not opened for each request, no reconnecting. */
    TUNED("access_log off; open_file_cache max=100; keepalive_requests 100000000;");

    private final String directives;

    Setup(String directives) {
      this.directives = directives;
    }
  }

  static Nginx serve(Path folder, Setup setup, byte[] body) throws Exception {
    Files.createDirectories(folder.resolve("files"));
    Files.write(folder.resolve("files/metrics.json"), body);
    int port = LocalInstance.freePort();
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        user root;
        worker_processes auto;
        pid %1$s/nginx.pid;
        error_log %1$s/nginx-error.log;
        events { worker_connections 1024; }
        http {
          %3$s
          sendfile on;
          tcp_nopush on;
          types { application/json json; }
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server { listen 127.0.0.1:%2$d; root %1$s/files; }
        }
        """
            .formatted(folder, port, setup.directives.formatted(folder)));
    Child process =
        Child.start("nginx", folder, List.of("nginx", "-c", configuration.toString()), Map.of());
    process.await(Duration.ofSeconds(10), () -> listens(port));
    return new Nginx(process, "http://127.0.0.1:" + port + "/metrics.json");
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // not yet
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
