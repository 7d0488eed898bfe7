class members {
    int one, two = 2, three[] = {1, 2, 3}, four;
    protected transient volatile long modified;
    int[] array = new int[] {1}, second = null;
    int called = f(1, 2), ternary = true ? 1 : 2;
    java.util.Map.Entry<String, Integer> qualified;

    public members() {
        this.one = 1;
    }

    private members(int x) throws java.io.IOException, Error {
        super();
    }

    synchronized final strictfp void modifiers() {}

    native int noBody(int a, int[] b);

    int oldArray()[] { return null; }

    java.util.List<int[]> qualifiedReturn(java.util.Map.Entry<?, ?>[] entries) { return null; }

    void größe() { int local = 1, other; Object $dollar_ = null; }

    void receiver(members this) {}

    static int f(int a, int b) { return a < b ? a : b; }
}

interface Contract extends Comparable<Contract>, Runnable {
    void first();

    int second(int a);
}

abstract class Abstract { abstract void none(); }
