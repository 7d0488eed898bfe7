class nested {
    static {
        System.out.println("static { }");
    }

    {
        new Thread(() -> {}).start();
    }

    class Inner {
        class Deep {
            int deep;

            class Deeper {}
        }
    }

    static class StaticInner extends nested.Inner {
        StaticInner(nested outer) {
            outer.super();
        }

        nested.Inner make(nested outer) {
            return outer.new Inner() {
                int anonymous = 1;

                void inAnonymous() {
                    interface LocalInterface {
                        void call();
                    }
                    enum LocalEnum { X }
                    record LocalRecord(int r) {
                        LocalRecord {
                            r++;
                        }
                    }
                    abstract class LocalClass {
                        LocalClass() {}

                        abstract void m();
                    }
                }
            };
        }
    }

    interface Face {
        int CONSTANT = 1;

        void plain();

        default int body() {
            return 2;
        }

        private static void hidden() {}
    }

    Object field = new Object() {
        @Override
        public String toString() {
            return nested.class.getName() + int.class + String[].class;
        }
    };
    Runnable array[] = {new Runnable() { public void run() {} }}, next;

    void notACreation() {
        Object o = new int[] {1, 2};
        if (o instanceof String s && s.isEmpty()) {}
        call(new Object()) ;
        { int block; }
        label: for (;;) { break label; }
    }

    sealed interface Shape permits Circle, Square {}

    non-sealed class Circle implements Shape {}

    final class Square implements Shape {}
    ;
}

module example {
    requires java.base;
    exports nested to a, b;
    provides A with B;
}
