# One of every kind of object that this Ruby can make. Kept from before the first dump, so none of it leaks.
module Kinds
  KEPT, SKIPPED = [], []

  # Not every Ruby, and no Ruby on WASM, can make everything.
  def self.try(name)
    KEPT << yield
  rescue Exception => e # NotImplementedError is no StandardError
    SKIPPED << "#{name}: #{e.class}: #{e.message}"[0, 200]
  end

  # Numbers and texts.
  try("bignum") { [2**200, -(2**90)] }
  try("floats") { [1.5e300, -0.0, Float::NAN, Float::INFINITY, 0.1 + rand] }
  try("rational") { [Rational(1, 3), Rational(2**70, 3)] }
  try("complex") { [Complex(1, 2), Complex(1.5, 2**70)] }
  try("strings") { ["\xFF\xFE broken", "\x00\x01\"\\\n\t", "\u{1F389}" * 3, "x" * 5000, ("y" * 5000)[1000..]] }
  try("encodings") { ["bin\xFF".b, "utf-16".encode("UTF-16LE"), "caf\u00e9".encode("ISO-8859-1")] }
  try("symbols") { ["q\"\n#{rand}", "\u00fc#{rand}", "bin\xFF#{rand}".b].map(&:to_sym) }
  try("regexp") { [Regexp.new("a\"b#{rand}\n"), /x(?<y>.)/.match("axy"), $~] }
  try("time") { [Time.at(0), Random.new(1), Encoding::Converter.new("UTF-8", "UTF-16LE")] }

  # Containers.
  small = Object.new
  try("long line") { Array.new(20_000, small) }
  try("arrays") { a = Array.new(100) { |i| i.to_s }; [a, a[20..], a.dup, [nil] * 3, []] }
  try("hashes") { [{ 1 => 2 }, Hash.new { |h, k| h[k] = k }, Hash.new("d"), {}.compare_by_identity] }
  try("large hash") { (1..50).to_h { |i| [i.to_s, i] } }
  try("set") { Set.new([1, "two", :three]) }
  try("range") { [("a".."z"), (1..), Range.new(1, 2**70)] }
  try("weak map") { ObjectSpace::WeakMap.new.tap { |m| m[small] = KEPT } }
  try("weak key map") { ObjectSpace::WeakKeyMap.new.tap { |m| m[small] = 1 } }

  # Objects and shapes.
  Three = Struct.new(:a, :b, :c)
  Many = Struct.new(*("a".."l").map(&:to_sym), keyword_init: true)
  try("structs") { [Three.new(1, "2", 3), Many.new(a: 1, l: small), Struct.new(:x).new(1)] }
  Point = Data.define(:x, :y) if defined?(Data.define)
  try("data") { Point.new(x: 1, y: "2") }
  class Ivars; end
  class Odd; end
  try("many ivars") { Ivars.new.tap { |o| 60.times { |i| o.instance_variable_set("@v#{i}", i.to_s) } } }
  try("too complex") { Array.new(20) { |i| Ivars.new.tap { |o| o.instance_variable_set("@w#{i}", 1) } } }
  try("odd ivar") { Odd.new.tap { |o| o.instance_variable_set("@\u00fc\u{1F389}", 1) } }
  try("latin1 ivar") { Odd.new.tap { |o| o.instance_variable_set("@caf\u00e9".encode("ISO-8859-1"), 1) } }
  try("ivar of a string") { "x".dup.tap { |s| s.instance_variable_set(:@on_string, 1) } }
  try("ivar of an array") { [].tap { |a| a.instance_variable_set(:@on_array, 1) } }
  try("object id") { [Object.new.tap(&:object_id), "id".dup.tap(&:object_id), Class.new.tap(&:object_id)] }
  try("frozen") { [Object.new.freeze, "f".dup.freeze, [1].freeze, Ractor.make_shareable([["deep"]])] }
  try("finalizer") { Object.new.tap { |o| ObjectSpace.define_finalizer(o, proc {}) } }
  try("basic object") { [Class.new(BasicObject).new].tap { |a| a.frozen? } }

  # Classes and modules.
  module Outer
    class Inner; class Innermost; @@class_variable = "c"; @ivar = "i"; end; end
    module Mixin; def hello = "hello"; end
  end
  try("nested") { [Outer::Inner.new, Outer::Inner::Innermost.new] }
  try("mixins") { [Class.new { include Outer::Mixin; prepend Comparable }.new, Object.new.extend(Outer::Mixin)] }
  try("singletons") { Array.new(3) { Object.new.tap { |o| def o.own = 1 } } }
  try("refinement") { Module.new { refine(String) { def shout = upcase } } }
  try("anonymous module") { [Module.new, Class.new(Class.new).new] }
  autoload :Later, "/app/later.rb"

  # Code.
  local = "captured"
  try("procs") { [proc { local }, ->(x, y = 1, *z, k: 2, &b) { x }, proc { |a| a }.curry] }
  try("procs of methods") { [:upcase.to_proc, method(:puts).to_proc] }
  try("methods") { [method(:try), String.instance_method(:upcase), 1.method(:+)] }
  try("binding") { [binding, TOPLEVEL_BINDING] }
  try("enumerators") { [[1, 2].each, 3.times.with_index, [1].each + [2].each] }
  try("lazy enumerator") { (1..).lazy.map { |x| x }.select(&:even?) }
  try("started enumerator") { [1, 2, 3].each.tap(&:next) }
  try("fiber") { [Fiber.new { Fiber.yield "in a fiber" }.tap(&:resume), Fiber.new {}] }
  # No Ractor.new: on WASM it fails, and the next GC then ends the tracing.
  try("thread") { [Thread.current, Thread.new { sleep }] }
  require "monitor"
  try("locks") { [Mutex.new, Queue.new, SizedQueue.new(1), ConditionVariable.new, Monitor.new] }
  try("exception") { begin; raise ArgumentError, "wrong \"arg\"\n"; rescue => e; e; end }
  try("locations") { caller_locations(0) }
  try("trace point") { TracePoint.new(:line) {} }
  try("iseq") { RubyVM::InstructionSequence.compile("KEPT = [Object.new, 'x' + 'y']; def compiled = []") }
  try("compiled") { RubyVM::InstructionSequence.compile("[Object.new, 'x' + 'y', {a: []}]").eval }
  try("internal object") { ObjectSpace.reachable_objects_from(Outer::Inner) }
  try("file") { File.open("/app/kinds.rb") }
  try("pipe") { IO.pipe }
  try("directory") { Dir.open("/app") }

  # Templates.
  require "erb"
  try("erb") { [ERB.new("<% 3.times do |i| %>\"<%= i.to_s %>\"<% end %>").result, ERB.new("<%= KEPT << 'erb' %>")] }
  try("erb file") do
    ERB.new("<% KEPT << 'x'.dup << [1] %>").tap { |t| t.filename = "/app/views/<x>&\".erb" }.result(binding)
  end

  # Files with hostile names, really loaded.
  names = ["quo\"te", "tab\there", "new\nline", "back\\slash", "caf\xE9", "ctl\x01", "\u00fcni", "a space"]
  names << "%25&#{"x" * 100}"
  source = <<~RUBY
    Kinds::KEPT << Object.new << 'a'.dup
    def Kinds.loaded = ['b']
    Kinds::KEPT << Kinds.loaded << Class.new
  RUBY
  names.each do |name|
    try("load #{name.inspect}") do
      File.write("/app/#{name}.rb", source)
      load "/app/#{name}.rb"
    end
  end

  # Code evaluated in odd places.
  try("module_eval") { Outer.module_eval("class Evaluated; A = [Object.new]; end", "quo\"te(module_eval)", -1) }
  try("instance_eval") { small.instance_eval("@a = 'x' + 'y'; def self.a = 1", "tab\t(instance_eval)", 1 << 30) }
  try("class_eval") { Outer::Inner.class_eval("def b = [1]; self", "\\x", 0) }
end
