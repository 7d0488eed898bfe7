package dev.scancast.gateway.websocket;

import dev.scancast.gateway.web.Problem;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/** Answers at the addresses of WebSockets whoever asks for no upgrade. */
public final class UpgradeRequiredHandler extends HttpHandler {
    @Override
    public void service(Request request, Response response) throws Exception {
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "Upgrade");
        Problem.Code.UPGRADE_REQUIRED.send(response, "this is a WebSocket: open it with ws: or wss:");
    }
}
