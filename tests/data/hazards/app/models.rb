# What a reloader removes and defines again.
class Cart
  def initialize(id) = @id = id
end

class Price; def net(cents) = cents * 100 / 119; end
class Basket; def lines = []; end
class Coupon; def valid? = true; end
class Address; def country = :nl; end

module Shop
  class PageController; def show(id) = ["the page for visitor #{id} of the shop", id]; end
  class SearchController; def show(id) = { query: "query #{id}", hits: [id, id + 1] }; end
  class CartController; def show(id) = Cart.new(id); end
  module PriceHelper; def self.euro(cents) = cents.fdiv(100); end
  module PageHelper; def self.title(id) = "page #{id}"; end
end
