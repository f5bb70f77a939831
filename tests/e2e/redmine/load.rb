# frozen_string_literal: true

# A fixed number of requests to Redmine, the same each time: ruby load.rb URL REQUESTS CLIENTS
# One client is a person who is logged in, reads and writes; several read, each on a connection of its own. Ends at
# the first answer that is not the expected one.
require "json"
require "net/http"

# A visitor with a connection that is kept open, and a session.
class Visitor
  def initialize(base)
    @http = Net::HTTP.new(base.host, base.port)
    @http.read_timeout = 300
    @http.start
  end

  def get(path, status = "200")
    request(Net::HTTP::Get.new(path), status)
  end

  # A form, with the token of the page that was read last.
  def send_form(path, fields, status = "302")
    post = Net::HTTP::Post.new(path)
    post.set_form_data(fields.merge("authenticity_token" => @token))
    request(post, status)
  end

  def api(kind, path, status, fields = nil)
    call = kind.new(path, "Content-Type" => "application/json", "X-Redmine-API-Key" => "b" * 40)
    call.body = JSON.generate(fields) if fields
    request(call, status)
  end

  def close
    @http.finish
  end

  private

  def request(request, status)
    request["Cookie"] = @cookie if @cookie
    response = @http.request(request)
    abort "#{request.method} #{request.path}: #{response.code}, not #{status}" unless response.code == status
    response["Set-Cookie"]&.then { |cookie| @cookie = cookie[/\A[^;]+/] }
    response.body&.match(/name="csrf-token" content="([^"]+)"/)&.then { |match| @token = match[1] }
    response
  end
end

# What the person does, a step a request; `round` counts how often all was done.
class Person
  STEPS = %i[home projects overview issues issue write show comment search csv activity feed page pages roadmap gantt
             calendar times board news profile own listed made changed removed missing].freeze

  def initialize(base)
    @visitor = Visitor.new(base)
    @site = "/projects/site-1"
  end

  def requests(count)
    @visitor.get("/login")
    @visitor.send_form("/login", "username" => "admin", "password" => "correct horse")
    @visitor.get("/issues/1")
    (count - 3).times { |index| step(STEPS[index % STEPS.size], index / STEPS.size) }
    @visitor.close
  end

  private

  def step(name, round)
    @site = "/projects/site-#{round % 4 + 1}"
    reads = {home: "/", projects: "/projects", overview: @site, issues: "#{@site}/issues?page=#{round % 2 + 1}",
             issue: "/issues/#{round % 150 + 1}", search: "/search?q=memory", csv: "#{@site}/issues.csv",
             activity: "#{@site}/activity", feed: "#{@site}/activity.atom",
             page: "#{@site}/wiki/Topic_#{round % 10 + 1}", pages: "#{@site}/wiki/index",
             roadmap: "#{@site}/roadmap", gantt: "#{@site}/issues/gantt",
             calendar: "#{@site}/issues/calendar", times: "#{@site}/time_entries", board: "#{@site}/boards",
             news: "#{@site}/news", profile: "/users/#{round % 10 + 5}", own: "/my/page"}
    reads.key?(name) ? @visitor.get(reads[name]) : send(name, round)
  end

  def write(round)
    answer = @visitor.send_form("#{@site}/issues", "issue[tracker_id]" => 1, "issue[subject]" => "It broke #{round}",
                                                   "issue[description]" => "again", "issue[priority_id]" => priority)
    @written = URI(answer["Location"]).path
  end

  def show(_round)
    @visitor.get(@written)
  end

  def comment(round)
    @visitor.send_form(@written, "_method" => "patch", "issue[notes]" => "seen #{round} times")
  end

  def listed(_round)
    @visitor.api(Net::HTTP::Get, "/issues.json?limit=5", "200")
  end

  def made(round)
    fields = {issue: {project_id: 1, tracker_id: 1, priority_id: priority, subject: "from a program #{round}"}}
    answer = @visitor.api(Net::HTTP::Post, "/issues.json", "201", fields)
    @made = "/issues/#{JSON.parse(answer.body)["issue"]["id"]}.json"
  end

  def changed(round)
    @visitor.api(Net::HTTP::Put, @made, "204", issue: {notes: "seen #{round}"})
  end

  def removed(_round)
    @visitor.api(Net::HTTP::Delete, @made, "204")
  end

  def missing(round)
    @visitor.get("/missing-#{round % 5}", "404")
  end

  def priority
    @priority ||= JSON.parse(@visitor.get("/enumerations/issue_priorities.json").body)["issue_priorities"].first["id"]
  end
end

PAGES = %w[/ /projects /projects/site-%d /issues/%d /projects/site-%d/issues /search?q=report /projects/site-%d/roadmap
           /projects/site-%d/wiki/Topic_%d /projects/site-%d/boards /projects/site-%d/news /issues/%d.json].freeze

def read(base, client, clients, requests)
  (client...requests).step(clients) do |index|
    visitor = Visitor.new(base)
    visitor.get(PAGES[index % PAGES.size].gsub("%d") { (index % 4 + 1).to_s })
    visitor.close
  end
end

base = URI(ARGV[0])
requests, clients = ARGV.drop(1).map(&:to_i)
if clients == 1
  Person.new(base).requests(requests)
else
  Array.new(clients) { |client| Thread.new { read(base, client, clients, requests) } }.each(&:join)
end
