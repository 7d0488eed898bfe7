package dev.scancast.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.scancast.testkit.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository of three Java files behind the JDK's HTTPS server on a loopback port, with a certificate of its own. */
final class GitOverHttps implements AutoCloseable {
    private static final String NAME = "/group/shop.git";

    private final HttpsServer server;
    private final Repository repository;
    private final Path caFile;

    private GitOverHttps(Path directory) throws IOException, GeneralSecurityException {
        TestCertificates certificates = TestCertificates.make(directory, "ip:127.0.0.1");
        caFile = certificates.caFile();
        repository = repository(directory.resolve("shop.git"));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(certificates.keys())));
        server.createContext(NAME + "/info/refs", this::advertise);
        server.createContext(NAME + "/git-upload-pack", this::upload);
        server.start();
    }

    static GitOverHttps start(Path directory) {
        try {
            return new GitOverHttps(directory);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + NAME;
    }

    Path caFile() {
        return caFile;
    }

    @Override
    public void close() {
        server.stop(0);
        repository.close();
    }

    private void advertise(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            PacketLineOut lines = new PacketLineOut(out);
            lines.writeString("# service=git-upload-pack\n");
            lines.end();
            uploadPack().sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(lines));
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = exchange.getRequestBody();
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
        exchange.sendResponseHeaders(200, 0);
        try (InputStream in = isZipped ? new GZIPInputStream(body) : body;
                OutputStream out = exchange.getResponseBody()) {
            uploadPack().upload(in, out, null);
        }
    }

    private UploadPack uploadPack() {
        UploadPack upload = new UploadPack(repository);
        upload.setBiDirectionalPipe(false);
        return upload;
    }

    private static Repository repository(Path directory) throws IOException {
        Repository repository = new FileRepositoryBuilder()
                .setBare()
                .setGitDir(directory.toFile())
                .build();
        repository.create(true);
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeFormatter tree = new TreeFormatter();
            for (String name : new String[] {"A", "B", "C"}) {
                byte[] text = ("class " + name + " {\n  void run() {}\n}\n").getBytes(US_ASCII);
                tree.append(name + ".java", FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, text));
            }
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            PersonIdent nobody = new PersonIdent("Nobody", "nobody@example.test");
            commit.setAuthor(nobody);
            commit.setCommitter(nobody);
            commit.setMessage("All of it");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate main = repository.updateRef("refs/heads/main");
            main.setNewObjectId(id);
            var unused = main.update();
            var unusedToo = repository.updateRef(Constants.HEAD).link("refs/heads/main");
        }
        return repository;
    }

    private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, TestCertificates.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
