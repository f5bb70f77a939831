# Dumps a big heap three times: many classes and sites, strings with values, arrays, hashes, objects that refer to
# each other, a tenth of it replaced between two dumps, and a leak.
# usage: ruby big_dumps.rb DIR [OBJECTS [CLASSES]]
#   OBJECTS: about so many in the first dump (2,400,000); CLASSES: each has 20 sites (250)
require "objspace"
require "fileutils"

DIR = ARGV.fetch(0)
OBJECTS = Integer(ARGV[1] || 2_400_000)
CLASSES = Integer(ARGV[2] || 250)
SITES = 20
OBJECTS_A_PIECE = 9.0
LEAKED = 1_000

ObjectSpace.trace_object_allocations_start

# Every class has its own file, and a method a site that allocates all that a piece needs.
def source(number)
  methods = Array.new(SITES) do |site|
    <<~RUBY
      def self.make_#{site}(i) = new(i, "piece \#{i} of a list", [i.to_s, "a longer text, number \#{i * 7919}", [i]], i % 4 == 0 ? nil : { id: i, title: "it says \\"\#{i}\\"" })
    RUBY
  end
  <<~RUBY
    class Model#{number}
      attr_accessor :neighbour
      def initialize(i, name, parts, attributes)
        @number, @name, @parts, @attributes = i, name, parts, attributes
        @note = i % 50 == 0 ? "caf\u00e9 \#{i}" : "lib/note_\#{i}.rb"
        parts << name << parts
      end
    #{methods.join}
    end
  RUBY
end

def path(number)
  return "/srv/shop/app/models/model_#{number}.rb" if number.even?
  "/srv/shop/vendor/bundle/ruby/3.1.0/gems/catalogue-#{number}.4.1/lib/catalogue/model_#{number}.rb"
end

CLASSES.times { |n| eval(source(n), TOPLEVEL_BINDING, path(n)) }
MODELS = Array.new(CLASSES) { |n| Object.const_get("Model#{n}") }
MAKERS = Array.new(SITES) { |n| :"make_#{n}" }
RANDOM = Random.new(1)

# A few classes and sites make most objects, as everywhere.
def pick(list)
  list[(list.size * RANDOM.rand**3).to_i]
end

KEPT = []
MADE_BY = []

# Neighbours are of the tenth that is never replaced, so that what is replaced can go.
def make(i, made_by)
  piece = made_by[0].send(made_by[1], i)
  piece.neighbour = KEPT[RANDOM.rand(KEPT.size / 10)] if KEPT.size >= 10
  piece
end

class Cart
  def initialize(i)
    @items = ["cart #{i}", { id: i }]
  end
end

LEAK = []
pieces = (OBJECTS / OBJECTS_A_PIECE).to_i
pieces.times do |i|
  MADE_BY << [pick(MODELS), pick(MAKERS)]
  KEPT << make(i, MADE_BY.last)
end

def dump(file)
  3.times { GC.start(full_mark: true, immediate_sweep: true) }
  Process.wait(fork do
    File.open(file, "w") { |io| ObjectSpace.dump_all(output: io) }
    exit!(0)
  end)
  raise "the dump failed" unless $?.success?
end

FileUtils.mkdir_p(DIR)
dump("/dev/null")
(1..3).each do |round|
  (pieces / 10).times do |i|
    replaced = RANDOM.rand((pieces / 10)...pieces)
    KEPT[replaced] = make(i + round * pieces, MADE_BY[replaced])
  end
  LEAKED.times { |i| LEAK << Cart.new(i + round * LEAKED) }
  dump("#{DIR}/#{round}.json")
end
