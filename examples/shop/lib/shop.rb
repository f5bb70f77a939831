# frozen_string_literal: true

# A small shop. SHOP_FIXED=1 runs it without its leak.
module Shop
  FIXED = ENV["SHOP_FIXED"] == "1"
end

require_relative "shop/catalog"
require_relative "shop/cart"
require_relative "shop/page_cache"
require_relative "shop/shipping_rates"
require_relative "shop/sales_report"
require_relative "shop/app"
