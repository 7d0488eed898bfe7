import java.util.*;

public record records<T extends Comparable<T>>(@Mark("a,b") T first, Map<String, List<T>> second, int... rest)
        implements Comparable<records<T>> {
    static final int LIMIT = 3;

    public records {
        Objects.requireNonNull(first);
    }

    records(T first) {
        this(first, Map.of(), 1, 2);
    }

    record Empty() {}

    record Pair(int x, int y) {
        Pair(int x) {
            this(x, x);
        }

        int record() {
            int record = x;
            record = y;
            record(record);
            return record;
        }

        static Record record(Record record) {
            record.hashCode();
            record Local(String name) {}
            return new Local("x");
        }
    }

    private static final Record record = new Pair(1, 2), record2 = record;
}

class Holder {
    final Record record;

    Holder(Record record) {
        this.record = record;
    }
}
