package dev.scancast.gateway.rest;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RepositoryRuns;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.Limits;
import dev.scancast.gateway.fleet.Dispatch;
import dev.scancast.gateway.hub.LinkState;
import dev.scancast.gateway.session.Sessions;
import java.time.Clock;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** REST as a handler for Grizzly. */
public final class RestTransport {

    /** Where the API stands, without slashes at its ends. */
    static final String BASE = "api/v1/scanner";

    /** Warns of every resource that is registered as an object rather than a class, which is what we want here. */
    private static final Logger PROVIDERS = Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    /** Warns that this JRE has no AWT, which no answer of ours needs. */
    private static final Logger BINDERS = Logger.getLogger("org.glassfish.jersey.message.internal.MessagingBinders");

    private RestTransport() {}

    /**
     * A handler for everything below {@code /}.
     *
     * @param urls which Git repositories may be scanned
     * @param subscriptions how many scans are subscribed now
     * @param telemetry is told of every answer
     */
    public static HttpHandler create(
            Redis redis,
            Dispatch dispatch,
            GitUrlRule urls,
            LinkState link,
            IntSupplier subscriptions,
            Sessions sessions,
            Access access,
            Limits limits,
            Clock clock,
            String version,
            Telemetry telemetry) {
        PROVIDERS.setLevel(Level.SEVERE);
        BINDERS.setLevel(Level.SEVERE);
        Workers workers = new Workers(redis);
        ScanStore scans = new ScanStore(redis, dispatch.intake(), dispatch.cancellation());
        ScanResource scanResource =
                new ScanResource(scans, workers, urls, limits.settings().body());
        ResourceConfig config = new ResourceConfig()
                .register(scanResource)
                .register(new BatchResource(
                        dispatch.batches(),
                        scans,
                        scanResource::checked,
                        limits.settings().batchBody()))
                .register(new HistoryResource(new HistoryStore(redis)))
                .register(new LogResource(scans, new ScanLog(redis)))
                .register(new ComparisonResource(scans, new RepositoryRuns(redis)))
                .register(new SarifResource(scans))
                .register(new CatalogResource(workers, version))
                .register(new HealthResource(link, subscriptions, sessions, version))
                .register(new ApiDocumentsResource())
                .register(new MetricsResource(telemetry))
                .register(new AnswerTimes(telemetry))
                .register(new TicketResource(access))
                .register(new BearerFilter(access, limits))
                .register(new ProblemMapper(access.metrics(), redis))
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        return ContainerFactory.createContainer(GrizzlyHttpContainer.class, config);
    }
}
