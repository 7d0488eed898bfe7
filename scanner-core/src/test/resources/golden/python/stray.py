class Tabs:
	a = 1
	def m(self):
		x = 1
        # mixed
	b = 2
)
]
c = 3
  d = 4
def f(): pass
