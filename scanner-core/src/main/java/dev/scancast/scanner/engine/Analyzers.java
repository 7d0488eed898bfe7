package dev.scancast.scanner.engine;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.scanner.analyzer.Analyzer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The analyzers that a worker has. Immutable. */
public final class Analyzers {

    /** A scan runs so many at most: each is a step, of which a document lists no more than 20. */
    public static final int MOST = 15;

    private final Map<String, Analyzer> byName = new LinkedHashMap<>();

    private Analyzers() {}

    /**
     * Those on the class path, and others.
     *
     * @throws SettingException if a name is wrong or comes twice, or one can't be loaded
     */
    public static Analyzers with(Collection<? extends Analyzer> configured) {
        Analyzers analyzers = new Analyzers();
        analyzers.add(new StructureAnalyzer());
        try {
            for (Analyzer analyzer : ServiceLoader.load(Analyzer.class)) {
                if (!(analyzer instanceof StructureAnalyzer)) {
                    analyzers.add(analyzer);
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new SettingException("an analyzer on the class path can't be loaded: " + e.getMessage(), e);
        }
        configured.forEach(analyzers::add);
        return analyzers;
    }

    private void add(Analyzer analyzer) {
        String name = analyzer.name();
        if (!Analyzer.NAME.matcher(name).matches()) {
            throw new SettingException("an analyzer's name must match " + Analyzer.NAME + ", got \"" + name + "\"");
        }
        if (!(analyzer.weight() > 0) || Double.isInfinite(analyzer.weight())) {
            throw new SettingException(
                    "the weight of analyzer \"" + name + "\" must be positive, got " + analyzer.weight());
        }
        if (byName.putIfAbsent(name, analyzer) != null) {
            throw new SettingException("there are two analyzers named \"" + name + "\"");
        }
    }

    /** All names, {@code structure} first. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * Those that a request wants.
     *
     * @param wanted names; empty for those that run by default. One named twice runs once
     * @return in the order of {@link #names}
     * @throws ScanFailedException if there is none of such a name, or too many are wanted
     */
    public List<Analyzer> choose(List<String> wanted) {
        for (String name : wanted) {
            if (!byName.containsKey(name)) {
                throw new ScanFailedException(
                        "unknown_analyzer",
                        "This worker has no analyzer \"" + name + "\"; it has " + String.join(", ", names()),
                        null);
            }
        }
        List<Analyzer> chosen = byName.values().stream()
                .filter(analyzer -> wanted.isEmpty() ? analyzer.isDefault() : wanted.contains(analyzer.name()))
                .toList();
        if (chosen.size() > MOST) {
            throw new ScanFailedException(
                    "too_many_analyzers", "A scan runs at most " + MOST + " analyzers, not " + chosen.size(), null);
        }
        return chosen;
    }
}
