# frozen_string_literal: true

# Makes small real dumps of what may go wrong between three dumps, and of a few lives where nothing does:
# ruby tests/data/make_hazards.rb [OUTDIR]
#
# The programs in the folder hazards run in a child Ruby 3.1 with an empty environment and no gems, and leave
# dumps. hazards-3.1/expected.tsv says what is to be said of them. It is written by hand, from what is done to
# the programs and not from what a tool found in the dumps. The dumps it names are kept.

require "fileutils"
require "json"
require "rbconfig"
require "set"

# Appears inside the dumps, so it must not tell who made them.
WORK = "/tmp/heapgate-hazards"
PROGRAMS = File.join(__dir__, "hazards")
EXPECTED = File.join(__dir__, "hazards-3.1", "expected.tsv")

RUNS = [%w[life.rb healthy branches], %w[life.rb rebooted], %w[untraced.rb], %w[workers.rb]].freeze
TRIES = 20 # runs of a busy program, until its dumps are as busy as wanted

# Of "a/1.json.zst a/2.json.zst | b/1.json.zst ...". What lies above the folder is of other sets.
def read_names
  rows = File.readlines(EXPECTED, chomp: true).reject { |line| line.start_with?("#") }.drop(1)
  rows.flat_map { |row| row.split("\t")[1].scan(/[^ |]+/) }.uniq.reject { |name| name.start_with?("../") }
end

DUMPS = read_names.map { |name| name.delete_suffix(".json.zst") }.sort.freeze
FOLDERS = DUMPS.map { |dump| File.dirname(dump) }.uniq.freeze

def in_work_folder
  Dir.mkdir(WORK) # fails if it is there: it is not ours to use, nor to remove
  begin
    yield
  ensure
    FileUtils.rm_rf(WORK)
  end
end

# Neither this process's environment nor its folders may enter the dumps. False if the program failed.
def run(*command, **options)
  FileUtils.rm_rf(Dir.children(WORK).map { |name| File.join(WORK, name) })
  FileUtils.cp_r("#{PROGRAMS}/.", WORK)
  FOLDERS.each { |folder| Dir.mkdir(File.join(WORK, folder)) }
  system({ "LANG" => "C.UTF-8" }, RbConfig.ruby, "--disable=all", *command,
         unsetenv_others: true, chdir: WORK, umask: 0o022, **options)
end

def keep(outdir)
  DUMPS.select { |dump| File.exist?("#{WORK}/#{dump}.json") }.each do |dump|
    FileUtils.mkdir_p(File.join(outdir, File.dirname(dump)))
    system("zstd", "-q", "-19", "#{WORK}/#{dump}.json", "-o", "#{outdir}/#{dump}.json.zst", exception: true)
  end
end

# Referenced addresses without a record: in 16 KiB regions that have no record at all, and in others.
def dangling(path)
  records = File.foreach(path).map { |line| JSON.parse(line) }
  defined = records.filter_map { |record| record["address"]&.hex }.to_set
  regions = defined.to_set { |address| address >> 14 }
  missing = records.flat_map { |record| record.fetch("references", []).map(&:hex) }.to_set - defined
  ahead = missing.count { |address| !regions.include?(address >> 14) }
  [ahead, missing.size - ahead]
end

# By chance a dump shows nothing of the load, or looks cut under little.
def as_wanted?(dump, ahead, inside)
  dump.start_with?("flat-out/") ? ahead > 15 && inside > 4 : ahead.zero? && inside.between?(4, 30)
end

# The smallest that will do becomes the dump: it goes into a repository. False if none does.
def choose(dump)
  tries = Dir["#{WORK}/#{dump}.try*"].sort_by { |path| File.size(path) }
  chosen = tries.find { |path| as_wanted?(dump, *dangling(path)) }
  chosen && File.rename(chosen, "#{WORK}/#{dump}.json")
end

# A program that is dumped while it allocates may crash.
def make_busy(outdir)
  busy = DUMPS.grep(%r{\A(loaded|flat-out)/})
  TRIES.times do
    return keep(outdir) if run("loaded.rb", err: File::NULL) && busy.all? { |dump| choose(dump) }
  end
  abort("loaded.rb: in #{TRIES} runs never as busy as wanted")
end

def report(outdir)
  missing = DUMPS.reject { |dump| File.exist?("#{outdir}/#{dump}.json.zst") }
  abort("not made: #{missing.join(" ")}") unless missing.empty?
  sizes = DUMPS.group_by { |dump| File.dirname(dump) }
               .transform_values { |dumps| dumps.map { |dump| File.size("#{outdir}/#{dump}.json.zst") } }
  sizes.merge("in total" => sizes.values.flatten).each do |set, bytes|
    puts format("%-18s %2d dumps %8d bytes, the largest %6d", set, bytes.size, bytes.sum, bytes.max)
  end
end

abort("these hazards are Ruby 3.1's, this is #{RUBY_VERSION}") unless RUBY_VERSION.start_with?("3.1.")
outdir = ARGV.fetch(0, File.dirname(EXPECTED))
FileUtils.mkdir_p(outdir)
FileUtils.rm_rf(FOLDERS.map { |folder| File.join(outdir, folder) })
in_work_folder do
  RUNS.each { |command| run(*command) ? keep(outdir) : abort("#{command.join(" ")}: failed") }
  make_busy(outdir)
end
FileUtils.cp(EXPECTED, outdir) unless File.identical?(EXPECTED, File.join(outdir, "expected.tsv"))
report(outdir)
