package dev.scancast.launcher;

import dev.scancast.contract.settings.Setting;
import dev.scancast.gateway.Gateway;
import dev.scancast.scanner.ScannerWorker;
import java.util.List;
import java.util.stream.Stream;

/** Every setting there is, so that a name that nobody reads is found whichever command is run. */
final class AllSettings {
    static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(
                    ScannerWorker.CATALOG, Gateway.CATALOG, ClientSettings.CATALOG)
            .flatMap(List::stream)
            .distinct()
            .toList();

    private AllSettings() {}
}
