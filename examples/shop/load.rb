# frozen_string_literal: true

# The load on the shop: the same requests in the same order on every run, one after the other.
#
#   ruby load.rb BASE_URL [CARTS]         opens CARTS carts (200)
#   ruby load.rb BASE_URL --warmup        visits every route and every error page, and fills the caches

require "net/http"
require "uri"

class Load
  CARTS = 200
  WARMUP_CARTS = 300 # two pages each: enough to fill the page cache of several workers
  PRODUCTS = 1000    # what the catalog holds

  Failed = Class.new(StandardError)

  def initialize(base)
    @base = base
    @requests = 0
  end

  attr_reader :requests

  def run(carts)
    carts.times { |number| connect { visit(number, zone: "world") } }
  end

  # Leaves the zone "world" to the load, so that its rates come in between dump 1 and 2.
  def warm_up
    connect { error_pages }
    WARMUP_CARTS.times { |number| connect { visit(number, zone: "home") } }
  end

  private

  # A connection a visit: puma's workers get their share of visits, and none stays open while dumps are taken.
  def connect
    @http = Net::HTTP.new(@base.host, @base.port)
    @http.use_ssl = @base.scheme == "https"
    @http.max_retries = 0 # a request sent twice would open two carts
    @http.start
    yield
  ensure
    @http.finish if @http.started?
  end

  def visit(number, zone:)
    first, second = [2 * number, 2 * number + 1].map { |product| product % PRODUCTS }
    get(200, "/")
    get(200, "/product?number=#{first}")
    get(200, "/product?number=#{second}")
    get(200, "/shipping?zone=#{zone}")
    post(202, "/report") if (number % 10).zero?
    get(200, "/report")
    post(201, "/cart", customer: "customer #{number}", products: "#{first},#{second},#{first}")
    get(200, "/up", close: true)
  end

  def error_pages
    get(404, "/nowhere")
    get(404, "/product?number=mug")
    get(404, "/shipping?zone=moon")
    get(405, "/cart")
    post(422, "/cart", customer: "nobody", products: "mug")
    post(405, "/up", close: true)
  end

  def get(status, path, close: false)
    request(status, Net::HTTP::Get.new(path), close)
  end

  def post(status, path, close: false, **form)
    post = Net::HTTP::Post.new(path)
    post.set_form_data(form)
    request(status, post, close)
  end

  def request(status, request, close)
    request["Connection"] = "close" if close
    answer = @http.request(request)
    @requests += 1
    return if answer.code == status.to_s

    raise Failed, "#{request.method} #{request.path}: expected status #{status}, got #{answer.code}"
  end
end

usage = "usage: ruby load.rb BASE_URL [CARTS | --warmup]"
abort usage unless [1, 2].include?(ARGV.size) && ARGV[0].match?(%r{\Ahttps?://\S+\z})
warm_up = ARGV[1] == "--warmup"
carts = warm_up ? Load::WARMUP_CARTS : Integer(ARGV.fetch(1, Load::CARTS), exception: false)
abort usage unless carts&.positive?

load = Load.new(URI(ARGV[0]))
begin
  warm_up ? load.warm_up : load.run(carts)
rescue Load::Failed, SystemCallError, SocketError, IOError, Timeout::Error, Net::ProtocolError => error
  abort "load.rb: #{ARGV[0]}: failed after #{load.requests} requests: #{error.message} (#{error.class})"
end
puts "load.rb: #{load.requests} requests answered, #{carts} carts opened"
