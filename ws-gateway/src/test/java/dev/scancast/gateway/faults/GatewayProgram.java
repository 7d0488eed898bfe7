package dev.scancast.gateway.faults;

import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import java.util.HashMap;
import java.util.Map;

/** A gateway as a program of its own, so that it can be killed: settings as {@code name=value}; SIGTERM drains. */
final class GatewayProgram {
    private GatewayProgram() {}

    public static void main(String[] arguments) {
        Map<String, String> flags = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            flags.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        Gateway gateway = Gateway.start(Settings.load(Gateway.CATALOG, flags, Map.of(), null));
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "drain"));
    }
}
