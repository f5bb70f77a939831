#include <gtest/gtest.h>

#include "heapgate/place.hpp"

namespace heapgate {
namespace {

// "NAME VERSION PATH", or "none".
std::string gem_text(std::string_view file) {
  const auto gem = gem_of(file);
  return gem ? gem->name + " " + gem->version + " " + gem->path : "none";
}

TEST(Gem, IsNamedByItsFolderWhereverGemsAreInstalled) {
  EXPECT_EQ(gem_text("/var/lib/gems/3.1.0/gems/puma-5.6.5/lib/puma/client.rb"),
            "puma 5.6.5 lib/puma/client.rb");
  EXPECT_EQ(gem_text("/app/vendor/bundle/ruby/3.1.0/gems/rack-2.2.4/lib/rack.rb"), "rack 2.2.4 lib/rack.rb");
  EXPECT_EQ(gem_text("/usr/local/bundle/gems/sinatra-3.0.5/lib/sinatra/base.rb"),
            "sinatra 3.0.5 lib/sinatra/base.rb");
  EXPECT_EQ(gem_text("/home/me/.rbenv/versions/3.2.2/lib/ruby/gems/3.2.0/gems/mail-2.8.1/lib/mail.rb"),
            "mail 2.8.1 lib/mail.rb");
  EXPECT_EQ(gem_text("/home/me/.asdf/installs/ruby/3.3.0/lib/ruby/gems/3.3.0/gems/json-2.7.1/x.rb"),
            "json 2.7.1 x.rb");
  EXPECT_EQ(gem_text("/usr/share/rubygems-integration/all/gems/rake-13.0.6/lib/rake.rb"),
            "rake 13.0.6 lib/rake.rb");
  EXPECT_EQ(gem_text("vendor/gems/rack-2.2.4/lib/rack.rb"), "rack 2.2.4 lib/rack.rb");
}

TEST(Gem, KeepsThePlatformOutOfNameAndVersion) {
  EXPECT_EQ(gem_text("/gems/nokogiri-1.13.10-x86_64-linux/lib/nokogiri.rb"),
            "nokogiri 1.13.10 lib/nokogiri.rb");
  EXPECT_EQ(gem_text("/gems/ffi-1.15.5-universal-darwin-19/lib/ffi.rb"), "ffi 1.15.5 lib/ffi.rb");
  EXPECT_EQ(gem_text("/gems/jar-1.0-java/lib/jar.rb"), "jar 1.0 lib/jar.rb");
}

TEST(Gem, MayHaveDashesAndDigitsInItsName) {
  EXPECT_EQ(gem_text("/gems/aws-sdk-s3-1.119.1/lib/s3.rb"), "aws-sdk-s3 1.119.1 lib/s3.rb");
  EXPECT_EQ(gem_text("/gems/net-http2-0.18.4/lib/x.rb"), "net-http2 0.18.4 lib/x.rb");
  EXPECT_EQ(gem_text("/gems/2captcha-1.1.0/lib/x.rb"), "2captcha 1.1.0 lib/x.rb");
  EXPECT_EQ(gem_text("/gems/google-apis-sheets_v4-0.30.0/lib/x.rb"), "google-apis-sheets_v4 0.30.0 lib/x.rb");
}

TEST(Gem, MayBeAPrerelease) {
  EXPECT_EQ(gem_text("/gems/rails-7.1.0.beta1/lib/rails.rb"), "rails 7.1.0.beta1 lib/rails.rb");
  EXPECT_EQ(gem_text("/gems/rails-7.0.0.rc2/lib/rails.rb"), "rails 7.0.0.rc2 lib/rails.rb");
  EXPECT_EQ(gem_text("/gems/jdbc-1.3.0.RC1-java/lib/jdbc.rb"), "jdbc 1.3.0.RC1 lib/jdbc.rb");
}

TEST(Gem, IsTheInnermostOfNestedOnes) {
  EXPECT_EQ(gem_text("/gems/bundler-2.3.7/vendor/gems/thor-1.2.1/lib/thor.rb"), "thor 1.2.1 lib/thor.rb");
}

TEST(Gem, IsTheOuterOneIfTheInnerFolderNamesNoVersion) {
  EXPECT_EQ(gem_text("/gems/rubygems-update-3.4.1/lib/gems/shop/x.rb"),
            "rubygems-update 3.4.1 lib/gems/shop/x.rb");
}

TEST(Gem, FromGitHasItsRevisionInTheVersionsPlace) {
  EXPECT_EQ(gem_text("/app/vendor/bundle/ruby/3.1.0/bundler/gems/rails-0123456789ab/activerecord/lib/ar.rb"),
            "rails 0123456789ab activerecord/lib/ar.rb");
  EXPECT_EQ(gem_text("/usr/local/bundle/bundler/gems/my-own-gem-fedcba987654/lib/x.rb"),
            "my-own-gem fedcba987654 lib/x.rb");
}

TEST(Gem, OfDebiansVendorFolderHasNoVersion) {
  EXPECT_EQ(gem_text("/usr/lib/ruby/vendor_ruby/rack/response.rb"), "rack  lib/rack/response.rb");
  EXPECT_EQ(gem_text("/usr/lib/ruby/vendor_ruby/rack.rb"), "rack  lib/rack.rb");
}

TEST(Gem, OfDebiansPackagesIsNamedWhereverTheyLie) {
  EXPECT_EQ(
      gem_text("/usr/lib/x86_64-linux-gnu/rubygems-integration/3.1.0/gems/puma-5.6.5/lib/puma/client.rb"),
      "puma 5.6.5 lib/puma/client.rb");
  EXPECT_EQ(gem_text("/usr/share/rubygems-integration/all/gems/sinatra-3.0.5/lib/sinatra/base.rb"),
            "sinatra 3.0.5 lib/sinatra/base.rb");
  EXPECT_EQ(gem_text("/usr/lib/x86_64-linux-gnu/ruby/vendor_ruby/3.1.0/bcrypt_ext.rb"),
            "bcrypt_ext  lib/bcrypt_ext.rb");
  EXPECT_EQ(gem_text("/usr/lib/x86_64-linux-gnu/ruby/vendor_ruby/3.1.0/nokogiri/html.rb"),
            "nokogiri  lib/nokogiri/html.rb");
  EXPECT_EQ(gem_text("/usr/lib/ruby/vendor_ruby/3.1.0/"), "none");
}

TEST(Gem, OfRubyVersionManagersAndBundlersFolders) {
  EXPECT_EQ(
      gem_text("/root/.rbenv/versions/3.2.2/lib/ruby/gems/3.2.0/bundler/gems/rack-0123456789ab/lib/rack.rb"),
      "rack 0123456789ab lib/rack.rb");
  EXPECT_EQ(gem_text("/usr/local/bundle/ruby/3.3.0/gems/puma-6.4.2/lib/puma/client.rb"),
            "puma 6.4.2 lib/puma/client.rb");
  EXPECT_EQ(gem_text("vendor/bundle/ruby/3.1.0/gems/puma-5.6.5/lib/puma/client.rb"),
            "puma 5.6.5 lib/puma/client.rb");
  EXPECT_EQ(gem_text("/root/.rbenv/versions/3.2.2/lib/ruby/3.2.0/set.rb"), "none");
  EXPECT_EQ(gem_text("/root/.asdf/installs/ruby/3.3.0/lib/ruby/3.3.0/json/common.rb"), "none");
}

TEST(Gem, IsNotTheApplicationOrRubyItself) {
  EXPECT_EQ(gem_text("/app/models/cart.rb"), "none");
  EXPECT_EQ(gem_text("/app/gems/cart/lib/cart.rb"), "none");
  EXPECT_EQ(gem_text("/usr/lib/ruby/3.1.0/json/common.rb"), "none");
  EXPECT_EQ(gem_text("<internal:gc>"), "none");
  EXPECT_EQ(gem_text(""), "none");
}

TEST(Gem, IsNoFileRightInAFolderOfGems) {
  EXPECT_EQ(gem_text("/gems/rack-2.2.4"), "none");
  EXPECT_EQ(gem_text("/gems/rack-2.2.4/"), "none");
  EXPECT_EQ(gem_text("/gems/-1.0/x.rb"), "none");
  EXPECT_EQ(gem_text("/gems/rack-/x.rb"), "none");
  EXPECT_EQ(gem_text("/bundler/gems/rack/x.rb"), "none");
  EXPECT_EQ(gem_text("/bundler/gems/rack-0123456789ab"), "none");
  EXPECT_EQ(gem_text("/usr/lib/ruby/vendor_ruby/"), "none");
}

}  // namespace
}  // namespace heapgate
