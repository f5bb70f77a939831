# frozen_string_literal: true

# A Rails app in a file, with a database: a POST writes a row, and leaks into its connection and its thread.
require "logger"
require "rails"
require "action_controller/railtie"
require "active_record/railtie"

class Store < Rails::Application
  config.root = Dir.pwd
  config.eager_load = true
  config.logger = Logger.new(File::NULL)
  config.secret_key_base = "0" * 64
  config.hosts.clear
  routes.append { match "/", to: "orders#create", via: %i[get post] }
end

class Order < ActiveRecord::Base
end

# Of one connection, and of one thread.
Audit = Class.new
Step = Class.new

module Audited
  def audit
    @audit ||= []
  end
end

class OrdersController < ActionController::Base
  skip_forgery_protection raise: false

  def create
    if request.post?
      Order.create!(name: "order #{Order.count}")
      Order.connection.extend(Audited).audit << Audit.new # leaks Audit 1
      (Thread.current[:steps] ||= []) << Step.new # leaks Step 1
    end
    render plain: Order.count.to_s
  end
end

Store.initialize!
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define { create_table(:orders, force: true) { |table| table.string :name } }
run Store
