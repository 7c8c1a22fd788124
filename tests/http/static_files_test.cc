#include "http/static_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/http/socket_client.h"
#include "tests/http/test_routes.h"

namespace lianmeng::http {
namespace {

namespace fs = std::filesystem;
using testing::Reply;
using testing::SocketClient;

// A folder with a console in it and a secret beside it, both removed at the end.
class ConsoleTest : public testing::ServerTest {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) /
            ("console_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    Write("secret.txt", "secret");
    Write("web/index.html", "<!doctype html><title>console</title>");
    Write("web/assets/app-1a2b.js", "console.log(1)");
    Write("web/assets/app-1a2b.js.gz", "not really gzip");
    Write("web/map.geojson", "{}");
    Write("web/empty.txt", "");
    Write("web/文.txt", "文");
    Write("web/.vite/manifest.txt", "hidden");
    Write("web/.hidden.txt", "hidden");
    Write("web/orphan.css.gz", "no such file as orphan.css");
    fs::create_symlink(root_ / "secret.txt", root_ / "web/link.txt");
    fs::create_directory_symlink(root_, root_ / "web/up");
  }
  void TearDown() override {
    server_.reset();
    fs::remove_all(root_);
  }
  void Write(const std::string& name, const std::string& bytes) {
    const fs::path path = root_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }
  void StartConsole() {
    ServerOptions options;
    options.console_folder = root_ / "web";
    StartServer(options);
  }

  fs::path root_;
};

TEST_F(ConsoleTest, ServesFilesWithTypeTagAndCachePolicy) {
  StartConsole();
  SocketClient client(port());
  const Reply page = client.Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<!doctype html><title>console</title>");
  EXPECT_EQ(page.Header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.Header("cache-control"), "no-cache");
  EXPECT_NE(page.Header("content-security-policy").find("default-src 'self'"), std::string::npos);
  EXPECT_NE(page.Header("content-security-policy").find("frame-ancestors 'none'"),
            std::string::npos);
  EXPECT_EQ(page.Header("x-content-type-options"), "nosniff");

  const Reply script = client.Get("/assets/app-1a2b.js");
  EXPECT_EQ(script.body, "console.log(1)");
  EXPECT_EQ(script.Header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.Header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(script.Header("content-encoding"), "");
  EXPECT_EQ(script.Header("vary"), "Accept-Encoding");

  EXPECT_EQ(client.Get("/empty.txt").status, 200);
  EXPECT_EQ(client.Get("/map.geojson").Header("content-type"), "application/geo+json");
  EXPECT_EQ(client.Get("/%E6%96%87.txt").body, "文");
}

TEST_F(ConsoleTest, SendsTheCompressedSiblingToThoseWhoTakeIt) {
  StartConsole();
  SocketClient client(port());
  const Reply plain = client.Get("/assets/app-1a2b.js");
  const Reply zipped = client.Get("/assets/app-1a2b.js", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(zipped.body, "not really gzip");
  EXPECT_EQ(zipped.Header("content-encoding"), "gzip");
  EXPECT_EQ(zipped.Header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_NE(zipped.Header("etag"), plain.Header("etag"));
  const Reply again =
      client.Get("/assets/app-1a2b.js", "If-None-Match: " + plain.Header("etag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(client.Get("/orphan.css").status, 404);
  EXPECT_EQ(client.Get("/assets/app-1a2b.js.gz").status, 404);
}

TEST_F(ConsoleTest, TheConsolesOwnRoutesGetItsPage) {
  StartConsole();
  SocketClient client(port());
  for (const char* path : {"/chains/robots", "/needs", "/a/b/c/", "/metricsx"}) {
    EXPECT_EQ(client.Get(path).body, "<!doctype html><title>console</title>") << path;
  }
  for (const char* path :
       {"/missing.js", "/assets/missing.css", "/api/v1/missing", "/api/", "/api/x"}) {
    const Reply reply = client.Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.Header("content-type"), "application/problem+json") << path;
  }
  const Reply post = client.Ask("POST", "/chains/robots");
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(post.Header("allow"), "GET, HEAD, OPTIONS");
}

TEST_F(ConsoleTest, NoPathLeadsOutOfTheFolder) {
  StartConsole();
  const std::string absolute = (root_ / "secret.txt").string();
  for (const std::string& path : {std::string("/../secret.txt"),
                                  std::string("/assets/../../secret.txt"),
                                  std::string("/%2e%2e/secret.txt"),
                                  std::string("/..%2fsecret.txt"),
                                  std::string("/%2e%2e%2fsecret.txt"),
                                  std::string("/..%5csecret.txt"),
                                  std::string("/..\\secret.txt"),
                                  std::string("/%252e%252e/secret.txt"),
                                  std::string("/.vite/manifest.txt"),
                                  std::string("/.hidden.txt"),
                                  std::string("/link.txt"),
                                  std::string("/up/secret.txt"),
                                  std::string("/up/web/map.geojson"),
                                  std::string("//") + absolute.substr(1),
                                  absolute,
                                  "/%2f" + absolute.substr(1),
                                  std::string("/index.html%00.js"),
                                  std::string("/secret.txt%00"),
                                  std::string("/assets/%c0%ae%c0%ae/secret.txt"),
                                  std::string("/./secret.txt"),
                                  std::string("/.../secret.txt"),
                                  std::string("file:///etc/passwd"),
                                  std::string("http://localhost/../secret.txt")}) {
    SocketClient client(port());
    const Reply reply = client.Get(path);
    EXPECT_TRUE(reply.status == 400 || reply.status == 404) << path << " " << reply.status;
    EXPECT_EQ(reply.body.find("secret\n"), std::string::npos);
    EXPECT_NE(reply.body, "secret") << path;
    EXPECT_NE(reply.body, "hidden") << path;
  }
}

TEST_F(ConsoleTest, WithoutAConsoleThePageSaysSo) {
  ServerOptions options;
  options.console_folder = root_ / "nowhere";
  StartServer(options);
  SocketClient client(port());
  const Reply page = client.Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("控制台尚未构建"), std::string::npos);
  EXPECT_NE(page.body.find("console is not built"), std::string::npos);
  EXPECT_NE(page.body.find("href=\"/api\""), std::string::npos);
  EXPECT_EQ(client.Get("/chains/robots").status, 404);
}

TEST_F(ConsoleTest, TheApiPageUsesRapiDocWhereItsScriptIs) {
  StartConsole();
  EXPECT_EQ(SocketClient(port()).Get("/api").body.find("<rapi-doc"), std::string::npos);
  server_->Stop();
  Write("web/rapidoc/rapidoc-min.js", "/* script */");
  StartConsole();
  SocketClient client(port());
  const Reply page = client.Get("/api");
  EXPECT_NE(page.body.find("<rapi-doc spec-url=\"/api/openapi.json\""), std::string::npos);
  EXPECT_NE(page.body.find("src=\"/rapidoc/rapidoc-min.js\""), std::string::npos);
  EXPECT_EQ(client.Get("/rapidoc/rapidoc-min.js").status, 200);
  EXPECT_EQ(client.Get("/api?plain=true").body.find("<rapi-doc"), std::string::npos);
}

}  // namespace
}  // namespace lianmeng::http
