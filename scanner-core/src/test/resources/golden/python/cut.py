class Cut:
    def method(self, a, b=(1,
        c