# frozen_string_literal: true

require "json"
require "rack"

module Shop
  class App
    ROUTES = {
      "/up" => {"GET" => :up},
      "/" => {"GET" => :front},
      "/product" => {"GET" => :product},
      "/cart" => {"POST" => :open_cart},
      "/shipping" => {"GET" => :shipping},
      "/report" => {"GET" => :report, "POST" => :order_report}
    }.freeze

    def initialize
      @catalog = Catalog.new
      @pages = PageCache.new
      @rates = ShippingRates.new
      @report = SalesReport.new
    end

    def call(env)
      request = Rack::Request.new(env)
      methods = ROUTES[request.path_info] or return text(404, "no such page")
      action = methods[request.request_method] or return text(405, "method not allowed")
      send(action, request)
    end

    private

    def up(_request)
      text(200, "up")
    end

    def front(_request)
      html("<h1>The shop</h1><a href='/product?number=0'>Our best mug</a>")
    end

    def product(request)
      product = @catalog.find(request.params["number"].to_s) or return text(404, "no such product")
      page = @pages.fetch(product.number) do
        PageCache::Page.new("Shop: #{product.name}", "<h1>#{product.name}</h1><p>#{product.cents} cents</p>")
      end
      html("<title>#{page.title}</title>#{page.html}")
    end

    def open_cart(request)
      customer = request.params["customer"].to_s
      products = request.params["products"].to_s.split(",").map { |number| @catalog.find(number) }
      return text(422, "no customer, or no such products") if customer.empty? || products.none? || !products.all?

      cart = Cart.open(customer, products)
      json(201, label: cart.label, greeting: cart.greeting, items: cart.items, cents: cart.cents)
    end

    def shipping(request)
      rates = @rates.zone(request.params["zone"]) or return text(404, "we do not ship there")
      json(200, rates.to_h { |rate| [rate.country, rate.cents] })
    end

    def order_report(_request)
      @report.order(0)
      text(202, "in the works")
    end

    def report(_request)
      json(200, total: @report.total)
    end

    def html(body)
      respond(200, "text/html", body)
    end

    def text(status, body)
      respond(status, "text/plain", "#{body}\n")
    end

    def json(status, object)
      respond(status, "application/json", JSON.generate(object))
    end

    # Lower-case names suit Rack 2 and 3.
    def respond(status, type, body)
      [status, {"content-type" => type, "content-length" => body.bytesize.to_s}, [body]]
    end
  end
end
