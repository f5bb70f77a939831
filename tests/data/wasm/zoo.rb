# Everything hostile that a real dump can hold, in numbers that are known. Kinds of objects: kinds.rb.
# A dump holds `file` raw, and class and method names with their invalid bytes: some lines are then no JSON.
require "/app/capture.rb"

class Prey; end
class Liar; end
LEAKS = []
COUNTS = [1, 30, 30].freeze # in the warm-up, then in each round

# Paths and lines whose records are not JSON or not UTF-8, and the bad lines that each record makes.
BAD_SITES = [
  ["/app/quo\"te.rb", 3, 1],
  ["/app/new\nline.rb", 4, 2],
  ["/app/caf\xE9.rb", 5, 1],
  ["/app/folder\\", 6, 1]
].freeze

# Odd, but well-formed. Where a parser reads something else from the dump, that follows.
GOOD_SITES = [
  ["(eval)", 1],
  ["(eval at /app/zoo.rb:7)", 1],
  ["", 5],
  ["/app/negative.rb", -3, "/app/negative.rb", 4_294_967_293], # wraps at 32 bits here, at 64 elsewhere
  ["/app/overflow.rb", 2_147_483_647, "/app/overflow.rb", 4_294_967_295],
  ["/app/large.rb", 60_000],
  ["/app/zero.rb", 0, "/app/zero.rb", nil],
  ["/app/\u00fcn\u00ef-\u{1F389}-\u202Ecode\u2028.rb", 8],
  ["/app/back\\nslash\\u0041.rb", 9, "/app/back\nslashA.rb", 9],
  ["/app/del\x7F.rb", 10],
  ["<internal:zoo>", 12],
  ["/app/#{"long/" * 200}x.rb", 13],
  [" /app/a space ", 14],
  ["/app/a:12:in 'b'.rb", 15],
  ["/app/<b>&amp;]]>.rb", 16],
  ["::error file=x,line=1::%0A", 17]
].freeze
NUL_SITE = ["/app/nul\0byte.rb", 11, "/app/nul", 11].freeze # older Rubies refuse it
SITES = RUBY_VERSION < "3.4" ? GOOD_SITES : GOOD_SITES + [NUL_SITE]

# Keys inside a path: valid JSON, but two keys are there twice. What a reader makes of it is not defined.
LIE = ["/app/lie.rb\", \"line\":99, \"method\":\"m", 18].freeze
LIES = [1, 3, 3].freeze

def planter(code, file, line) = eval("->(n) { n.times { LEAKS << #{code} } }", TOPLEVEL_BINDING, file, line)
def latin1(text) = text.encode("ISO-8859-1")
def temporary(name) = Class.new.tap { |c| c.set_temporary_name(name) }

CLASSES = {
  anonymous: Class.new,
  unicode: Object.const_set("\u00dcn\u00ef", Class.new),
  in_anonymous: Class.new.const_set(:Inner, Class.new),
  latin1: Object.const_set(latin1("Caf\u00e9"), Class.new)
}
CLASSES.update(quote: temporary("quo\"te"), newline: temporary("new\nline")) if RUBY_VERSION >= "3.3"

Object.define_method("quo\"te") { |n| n.times { LEAKS << [n] } } # site: method
Object.define_method(latin1("caf\u00e9")) { |n| n.times { LEAKS << [n] } } # one bad line each

PLANTERS = (BAD_SITES + SITES).map { |file, line,| planter("Prey.new", file, line) } +
           CLASSES.keys.each_with_index.map { |c, i| planter("CLASSES[:#{c}].new", "/app/classes.rb", i + 1) } +
           [method("quo\"te"), method(latin1("caf\u00e9"))]
LIAR = planter("Liar.new", *LIE)

load "/app/kinds.rb"

Capture.three_dumps do |round|
  PLANTERS.each { |p| p.call(COUNTS[round]) }
  LIAR.call(LIES[round])
end

def leak(klass, type, file, line)
  { class: klass, type: type, file: file, line: line, kept: 30, leaked: 30, pattern: "leak", live: [1, 31, 61] }
end

# null stands for a class without a name, or one whose own record is bad: any stable name will do.
def name_in_dump(key)
  return if key == :latin1 || (RUBY_VERSION < "3.4" && %i[quote newline].include?(key))
  CLASSES[key].name
end

GROUPS = SITES.map { |file, line, *read| leak("Prey", "OBJECT", *(read.empty? ? [file, line] : read)) } +
         CLASSES.keys.each_with_index.map { |c, i| leak(name_in_dump(c), "OBJECT", "/app/classes.rb", i + 1) } +
         [leak("Array", "ARRAY", "/app/zoo.rb", Capture.line_of("/app/zoo.rb", "method"))]

# Of lines that are no JSON, as all but the broken name tells it. A byte that is no UTF-8 is shown as \\xNN.
RESCUED = BAD_SITES.map { |file, line,| leak("Prey", "OBJECT", file.gsub("\xE9") { "\\xe9" }, line) } +
          [leak("Array", "ARRAY", "/app/zoo.rb", Capture.line_of("/app/zoo.rb", "method") + 1)]

Capture.write_truth(
  ruby: RUBY_DESCRIPTION, groups: GROUPS, rescued: RESCUED, noise: [], transient: {},
  anywhere: [{ class: "Liar", type: "OBJECT", kept: 3, leaked: 3, pattern: "leak", live: [1, 4, 7] }],
  bad_lines_per_round: 30 * (BAD_SITES.sum { |site| site[2] } + 1),
  not_made: Kinds::SKIPPED
)
