package dev.scancast.scanner.git;

import dev.scancast.testkit.TestCertificates;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** JGit's Git HTTP server with TLS on a loopback port, and faults where a test wants them. */
public final class GitServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer = (request, response) -> false;
    private volatile Progress progress = (request, bytes) -> {};

    /** Answers a request itself, and says whether it did. */
    interface Answer {
        boolean answers(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    /** Hears how many bytes of an answer were written; it may block, and break off. */
    interface Progress {
        void written(HttpServletRequest request, long bytes) throws IOException;
    }

    /** Serves the bare repositories in a directory, each by its name. */
    public GitServer(Path repositories) {
        GitServlet servlet = new GitServlet();
        servlet.setRepositoryResolver((request, name) -> open(repositories, name));
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/*");
        context.addFilter(new FilterHolder(new Faults()), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        connector = new ServerConnector(server, tls(), new HttpConnectionFactory(secure()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    /** A repository's URL at the name of the certificate. */
    String url(String repository) {
        return "https://" + TestAuthority.HOST + ":" + port() + "/" + repository;
    }

    /** A repository's URL at the loopback address. */
    public String loopbackUrl(String repository) {
        return "https://127.0.0.1:" + port() + "/" + repository;
    }

    /** The authority that signed its certificate. */
    public Path caFile() {
        return TestAuthority.certificates().caFile();
    }

    /** What was asked for: method, path, and whether with credentials. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void answer(Answer other) {
        answer = other;
    }

    /** Waits in the middle of the objects until the gate opens. */
    public void hold(java.util.concurrent.CountDownLatch gate, long afterBytes) {
        progress((request, bytes) -> {
            if (request.getMethod().equals("POST") && bytes > afterBytes) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        });
    }

    void progress(Progress other) {
        progress = other;
    }

    /** Ends the connection at once, in the middle of whatever it sends. */
    static void cut(HttpServletRequest request) {
        ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Repository open(Path repositories, String name) throws RepositoryNotFoundException {
        try {
            return new FileRepositoryBuilder()
                    .setMustExist(true)
                    .setGitDir(repositories.resolve(name).toFile())
                    .build();
        } catch (IOException e) {
            throw new RepositoryNotFoundException(name, e);
        }
    }

    private static SslConnectionFactory tls() {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(TestAuthority.certificates().store().toString());
        tls.setKeyStorePassword(TestCertificates.PASSWORD);
        tls.setCertAlias("server");
        return new SslConnectionFactory(tls, "http/1.1");
    }

    private static HttpConfiguration secure() {
        HttpConfiguration configuration = new HttpConfiguration();
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false);
        configuration.addCustomizer(secure);
        return configuration;
    }

    private final class Faults implements Filter {
        @Override
        public void doFilter(ServletRequest in, ServletResponse out, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest request = (HttpServletRequest) in;
            HttpServletResponse response = (HttpServletResponse) out;
            String login = request.getHeader("Authorization") == null ? "" : " with credentials";
            requests.add(request.getMethod() + " " + request.getRequestURI() + login);
            if (!answer.answers(request, response)) {
                chain.doFilter(request, new Watched(request, response));
            }
        }
    }

    private final class Watched extends HttpServletResponseWrapper {
        private final HttpServletRequest request;
        private long written;

        Watched(HttpServletRequest request, HttpServletResponse response) {
            super(response);
            this.request = request;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream out = super.getOutputStream();
            return new ServletOutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    out.write(source, offset, length);
                    out.flush();
                    written += length;
                    progress.written(request, written);
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }

                @Override
                public boolean isReady() {
                    return out.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    out.setWriteListener(listener);
                }
            };
        }
    }
}
