package golden.generics;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

public abstract class generics<K extends Comparable<? super K>, V extends List<? extends Map<K, V[]>>>
        implements Comparable<generics<K, V>> {
    private Map<K, List<Map<String, V[]>>> nested = new java.util.HashMap<K, List<Map<String, V[]>>>(), second;
    final boolean less = 1 < 2, greater = 3 > 2;
    int a = f(1 < 2, 3 > (2)), b;
    int shifted = 1 << 2 >>> 1, other = 4 >> 1;
    List<String>[] arrays[], plain;

    <T> generics(T first) {}

    static <A, B extends A> Function<? super A, ? extends B> of(Function<A, B> f) {
        return new Function<A, B>() {
            @Override
            public B apply(A a) {
                return f.<A>andThen(x -> x).apply(a);
            }
        };
    }

    abstract <X extends Exception & Runnable> Map<K, V>[] all(Map<K, ? super V>... maps) throws X;

    private static int f(boolean x, boolean y) {
        return x == y ? 1 : 0;
    }

    public int compareTo(generics<K, V> other)[] {
        return null;
    }
}
